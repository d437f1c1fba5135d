"""The Date field."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

EARLIEST = 1950
LATEST = 2100

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?[\d.,]*\s*(Z|[+-]\d{2}:?\d{2})?"
)


def read(text: str) -> datetime | None:
    """The moment, with its own offset (UTC where none is given), or None if absurd."""
    text = re.sub(r"\s*:\s*", ":", re.sub(r"\([^()]*\)", " ", text[:200]))
    fields = parsedate_tz(text) if text and not _ISO.match(text.strip()) else None
    if fields is None:
        return _iso(text.strip())
    try:
        moment = datetime(*fields[:6], tzinfo=_zone(fields[9]))
    except ValueError:
        return None
    return moment if _is_plausible(moment) else None


def _iso(text: str) -> datetime | None:
    found = _ISO.match(text)
    if not found:
        return None
    offset = 0
    if found[7] and found[7] != "Z":
        digits = found[7].replace(":", "")
        offset = int(digits[:3]) * 3600 + int(digits[0] + digits[3:]) * 60
    try:
        moment = datetime(*(int(found[n] or 0) for n in range(1, 7)), tzinfo=_zone(offset))  # type: ignore[arg-type,misc]
    except ValueError:
        return None
    return moment if _is_plausible(moment) else None


def _zone(offset: int | None) -> timezone:
    if not offset or abs(offset) >= 86_400:
        return UTC
    return timezone(timedelta(seconds=offset))


def _is_plausible(moment: datetime) -> bool:
    return EARLIEST <= moment.year < LATEST
