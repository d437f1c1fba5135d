"""Times as sources write them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fuwutai.core import clock
from fuwutai.history.mapping.language import Times
from fuwutai.history.reasons import Doubt

# Tried, after ISO 8601, where a mapping names no format. Only forms whose day and month can't be mistaken.
_USUAL = (
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y",
)  # fmt: skip
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)

Parser = Callable[[str, str], datetime]


def parser(times: Times) -> Parser:
    """A function from a text, and the column it stands in, to an aware moment in UTC. It raises Doubt."""
    zone, latest = times.tz, clock.now() + timedelta(days=1)

    # The same minute stands in many rows.
    @lru_cache(maxsize=20_000)
    def parsed(text: str) -> datetime | None:
        found = _formatted(text, times.formats) if times.formats else _iso(text) or _formatted(text, _USUAL)
        if found is None:
            return None
        # `fromisoformat` and a zone of ours: an offset that stands in the text wins.
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)

    def parse(text: str, column: str) -> datetime:
        try:
            found = parsed(text)
        except (OverflowError, ValueError):
            found = None
        if found is None:
            raise Doubt("bad_time", text, column)
        if not _EARLIEST < found < latest:
            raise Doubt("impossible_time", text)
        return found

    return parse


def _iso(text: str) -> datetime | None:
    if text.isdecimal() and len(text) in {10, 13}:
        return datetime.fromtimestamp(int(text) / (1 if len(text) == 10 else 1000), UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _formatted(text: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
        except ValueError:
            continue
    return None
