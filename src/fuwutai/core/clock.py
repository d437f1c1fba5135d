"""The only place that asks what time it is, so that tests and the demo company can answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def is_told() -> bool:
    """Whether somebody else than the system tells the time."""
    return _source is not _system


@contextmanager
def told_by(source: Callable[[], datetime]) -> Iterator[None]:
    """Let `source` tell the time for the whole process, until the block ends.

    Deliberately not per thread: a test that freezes time means the server thread too.
    """
    global _source
    before = _source
    _source = source
    try:
        yield
    finally:
        _source = before


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("The clock needs an aware moment.")
    with told_by(lambda: moment.astimezone(UTC)):
        yield
