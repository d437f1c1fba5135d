"""What a plan works in whole years, known without looking at their days one by one."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from zoneinfo import ZoneInfo

from fuwutai.calendars.instants import SECOND, uneven_days
from fuwutai.calendars.plan import DAY, Plan, Spans
from fuwutai.calendars.years import on_line

# Zones need a day's room at both ends of what Python can count.
_FIRST, _LAST = MINYEAR + 1, MAXYEAR - 1
# Any year would do; a fixed one makes every run count from the same.
_BASE = 2020
_FULL: Spans = ((0, DAY),)


class NeverOpen(Exception):
    """Nothing is worked from there on, or before when counted backwards."""


@dataclass(frozen=True)
class _Run:
    """Years in a row: microseconds and days worked before each of them, and before the year after the last."""

    first: int
    work: tuple[int, ...]
    days: tuple[int, ...]

    @property
    def after(self) -> int:
        return self.first + len(self.work) - 1


class Totals:
    """Sums over a run of years, which grows when it is asked for more; those before 2020 are negative.

    A longer run replaces the shorter one at once: threads never see half of it.
    """

    def __init__(self, plan: Plan, zone: ZoneInfo) -> None:
        self._plan, self._zone = plan, zone
        self._run = _Run(_BASE, (0,), (0,))
        self._days: defaultdict[int, list[date]] = defaultdict(list)
        for day in plan.days:
            self._days[day.year].append(day)
        self._has_rhythm = any(plan.week) or any(plan.yearly.values())
        self._is_full = {*plan.week, *plan.yearly.values()} == {_FULL}

    def work_before(self, year: int) -> int:
        run = self._covering(year)
        return run.work[year - run.first]

    def days_before(self, year: int) -> int:
        run = self._covering(year)
        return run.days[year - run.first]

    def year_of_work(self, amount: int, *, near: int) -> int:
        """The year in which so much work is done, looked for from a year. Raises NeverOpen."""
        run = self._covering(near)
        while not run.work[0] < amount <= run.work[-1]:
            run = self._longer(run, backwards=amount <= run.work[0])
        return run.first + bisect_left(run.work, amount) - 1

    def year_of_day(self, amount: int, *, near: int) -> int:
        """The same for worked days."""
        run = self._covering(near)
        while not run.days[0] < amount <= run.days[-1]:
            run = self._longer(run, backwards=amount <= run.days[0])
        return run.first + bisect_left(run.days, amount) - 1

    def never_opens_from(self, year: int) -> bool:
        if self._has_rhythm:
            return year > _LAST
        return not any(spans for day, spans in self._plan.days.items() if day.year >= year)

    def never_closes_from(self, year: int) -> bool:
        return year > _LAST or (self._is_full and not any(day.year >= year for day in self._plan.days))

    def _never_opened_before(self, year: int) -> bool:
        if self._has_rhythm:
            return year <= _FIRST
        return not any(spans for day, spans in self._plan.days.items() if day.year < year)

    def _covering(self, year: int) -> _Run:
        run = self._run
        if year > run.after:
            run = self._forwards(run, year)
        elif year < run.first:
            run = self._backwards(run, year)
        return run

    def _longer(self, run: _Run, *, backwards: bool) -> _Run:
        """A run of twice as many years, so that any sum is reached in few turns."""
        length = max(run.after - run.first, 1)
        if backwards:
            if self._never_opened_before(run.first):
                raise NeverOpen
            return self._backwards(run, max(run.first - length, _FIRST))
        if self.never_opens_from(run.after):
            raise NeverOpen
        return self._forwards(run, min(run.after + length, _LAST + 1))

    def _forwards(self, run: _Run, after: int) -> _Run:
        work, days = list(run.work), list(run.days)
        for year in range(run.after, after):
            worked = self._year(year)
            work.append(work[-1] + worked[0])
            days.append(days[-1] + worked[1])
        self._run = _Run(run.first, tuple(work), tuple(days))
        return self._run

    def _backwards(self, run: _Run, first: int) -> _Run:
        work, days = [run.work[0]], [run.days[0]]
        for year in range(run.first - 1, first - 1, -1):
            worked = self._year(year)
            work.append(work[-1] - worked[0])
            days.append(days[-1] - worked[1])
        self._run = _Run(first, _joined(work, run.work), _joined(days, run.days))
        return self._run

    def _year(self, year: int) -> tuple[int, int]:
        """Work and days worked in a year: those of its weekdays, then what is different on single days."""
        work = days = 0
        for weekday, times in enumerate(_weekdays(year)):
            spans = self._plan.week[weekday]
            work += times * _length(spans) * SECOND
            days += times * bool(spans)
        uneven = frozenset(uneven_days(self._zone, year))
        for day in {*self._days.get(year, ()), *self._yearly(year), *map(date.fromordinal, uneven)}:
            spans, usual = self._plan.worked_on(day), self._plan.week[day.weekday()]
            ordinal = day.toordinal()
            placed = on_line(self._zone, ordinal, spans)
            work += _length(placed) - _length(usual) * SECOND
            days += bool(spans) - bool(usual)
        return work, days

    def _yearly(self, year: int) -> Iterator[date]:
        for month, day in self._plan.yearly:
            if (month, day) != (2, 29) or _is_leap(year):
                yield date(year, month, day)


def _joined(backwards: list[int], known: tuple[int, ...]) -> tuple[int, ...]:
    return (*reversed(backwards[1:]), *known)


def _weekdays(year: int) -> list[int]:
    """How often each weekday occurs in a year."""
    found = [52] * 7
    first = date(year, 1, 1).weekday()
    found[first] += 1
    found[(first + 1) % 7] += _is_leap(year)
    return found


def _is_leap(year: int) -> bool:
    return date(year, 12, 31).timetuple().tm_yday > 365


def _length(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in spans)
