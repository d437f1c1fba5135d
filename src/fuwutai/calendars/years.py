"""One local year of a plan as openings on the line of time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from zoneinfo import ZoneInfo

from fuwutai.calendars.instants import SECOND, instant, uneven_days
from fuwutai.calendars.plan import DAY, Plan, Spans


@dataclass(frozen=True)
class Year:
    """The openings of a year, those that touch made one, and how much was worked before each; its worked days.

    `until` is where the next year begins. All is counted in microseconds.
    """

    starts: list[int]
    ends: list[int]
    before: list[int]
    workdays: list[int]
    until: int

    def is_open(self, at: int) -> bool:
        index = bisect_right(self.starts, at) - 1
        return index >= 0 and at < self.ends[index]

    def opening_after(self, at: int) -> tuple[int, int] | None:
        """The opening in which a point lies, or else the next one."""
        index = bisect_right(self.ends, at)
        return (self.starts[index], self.ends[index]) if index < len(self.ends) else None

    def worked_by(self, at: int) -> int:
        index = bisect_right(self.starts, at) - 1
        return self.before[index] + min(at, self.ends[index]) - self.starts[index] if index >= 0 else 0

    def end_of(self, worked: int) -> int:
        """The first point by which so much (more than nothing) was worked in this year."""
        index = bisect_left(self.before, worked) - 1
        return self.starts[index] + worked - self.before[index]

    def start_of(self, worked: int) -> int:
        """The last point by which no more than so much was worked in this year."""
        index = bisect_right(self.before, worked) - 1
        return self.starts[index] + worked - self.before[index]

    def within(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The openings between two points, cut off there; none between a point and itself."""
        if first >= last:
            return
        for index in range(bisect_right(self.ends, first), bisect_left(self.starts, last)):
            yield max(first, self.starts[index]), min(last, self.ends[index])


def openings(plan: Plan, zone: ZoneInfo, year: int) -> Year:
    starts: list[int] = []
    ends: list[int] = []
    workdays: list[int] = []
    uneven = frozenset(uneven_days(zone, year))
    last = date(year, 12, 31).toordinal()
    for ordinal in range(date(year, 1, 1).toordinal(), last + 1):
        spans = plan.worked_on(date.fromordinal(ordinal))
        if not spans:
            continue
        workdays.append(ordinal)
        placed = on_line(zone, ordinal, spans) if ordinal in uneven else _shifted(instant(zone, ordinal, 0), spans)
        for start, end in placed:
            if ends and ends[-1] == start:
                ends[-1] = end
            elif start < end:
                starts.append(start)
                ends.append(end)
    before = list(accumulate((end - start for start, end in zip(starts, ends, strict=True)), initial=0))[:-1]
    return Year(starts, ends, before, workdays, until=instant(zone, last + 1, 0))


def on_line(zone: ZoneInfo, ordinal: int, spans: Spans) -> Iterator[tuple[int, int]]:
    """The spans of a day during which the clocks may be moved."""
    for start, end in spans:
        yield instant(zone, ordinal, start), _end(zone, ordinal, end)


def _shifted(midnight: int, spans: Spans) -> Iterator[tuple[int, int]]:
    return ((midnight + start * SECOND, midnight + end * SECOND) for start, end in spans)


def _end(zone: ZoneInfo, ordinal: int, wall: int) -> int:
    return instant(zone, ordinal + 1, 0) if wall == DAY else instant(zone, ordinal, wall)
