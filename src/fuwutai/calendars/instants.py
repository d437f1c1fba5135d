"""Where the wall times of a zone lie on the line of time, which counts microseconds since 1970."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from fuwutai.calendars.plan import DAY

SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND, _MICROSECOND = timedelta(seconds=1), timedelta(microseconds=1)
_1970 = date(1970, 1, 1).toordinal()


def point_of(moment: datetime) -> int:
    """The place of an aware moment. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("Working time needs an aware moment.")
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(point: int) -> datetime:
    return _EPOCH + timedelta(microseconds=point)


def instant(zone: ZoneInfo, ordinal: int, wall: int) -> int:
    """When the clocks of `zone` show `wall` seconds after midnight of the day `ordinal`.

    What is shown twice counts the first time (RFC 5545, 3.3.5). What is left out lies where the clocks jump, so that
    a span within the gap has no length: later wall times are never earlier instants, whatever the clocks do.
    """
    local = (ordinal - _1970) * DAY + wall
    first = local - _offset(zone, ordinal, wall, fold=0)
    second = local - _offset(zone, ordinal, wall, fold=1)
    return SECOND * (first if first <= second else _jump(zone, second, first))


@lru_cache(maxsize=4096)
def uneven_days(zone: ZoneInfo, year: int) -> tuple[int, ...]:
    """The days (ordinals) of a year during which the clocks are moved."""
    first = datetime(year, 1, 1, tzinfo=zone)
    length = date(year + 1, 1, 1).toordinal() - first.toordinal()
    offsets = [(first + timedelta(days=day)).utcoffset() for day in range(length + 1)]
    return tuple(first.toordinal() + day for day, pair in enumerate(pairwise(offsets)) if pair[0] != pair[1])


def _jump(zone: ZoneInfo, before: int, after: int) -> int:
    """The second at which the clocks jump, which is later than `before` and not later than `after`."""
    old = _offset_at(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset_at(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, ordinal: int, wall: int, *, fold: int) -> int:
    local = datetime.fromordinal(ordinal) + timedelta(seconds=wall)
    return round(local.replace(tzinfo=zone, fold=fold).utcoffset() / _SECOND)  # type: ignore[operator]


def _offset_at(zone: ZoneInfo, second: int) -> int:
    return round(moment_of(second * SECOND).astimezone(zone).utcoffset() / _SECOND)  # type: ignore[operator]
