"""What the search page looks through. Each app declares its own kind; those above are not known here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.search.marking import Marked


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `label` is what people call it by, such as `#12`; `details` follow on a quiet line."""

    key: int
    url: str
    title: Marked
    passage: Marked = field(default_factory=lambda: Marked(""))
    label: str = ""
    icon: str = ""
    tone: str = ""
    details: Sequence[str] = ()
    moment: datetime | None = None


@dataclass(frozen=True)
class Found:
    """The best hits. `count` ends at how many were looked at, and `is_more` says that there are others.

    `meant` is a better question where this one found nothing; `more_url` shows all of them, `hints` say what could not
    be understood.
    """

    hits: Sequence[Hit] = ()
    count: int = 0
    is_more: bool = False
    meant: str = ""
    more_url: str = ""
    hints: Sequence[str] = ()


@dataclass(frozen=True)
class Kind:
    """`find` gives at most so many hits of what the actor may see; `examples` are operators with what they do."""

    key: str
    label: LazyText
    icon: str
    position: int
    find: Callable[[Actor, str, int], Found]
    examples: Sequence[tuple[str, LazyText]] = ()


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Called from `AppConfig.ready` only."""
    _kinds[kind.key] = kind


def every() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.position)


def get(key: str) -> Kind | None:
    return _kinds.get(key)
