"""Sums over working time, exact to the second, in the time of a few look-ups however long the span is.

A year of a plan becomes a table of openings with running sums; only the years in which an answer begins and ends are
built. What lies between is known from totals, which cost a few steps each and are kept.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fuwutai.calendars.instants import SECOND, instant, moment_of, point_of
from fuwutai.calendars.plan import Plan
from fuwutai.calendars.totals import NeverOpen, Totals
from fuwutai.calendars.years import Year, openings

__all__ = ["NeverCloses", "NeverOpen", "WorkingTime"]


class NeverCloses(Exception):
    """Work goes on without an end."""


class WorkingTime:
    """Questions about a plan. Moments must be aware, and are given in UTC."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.zone = ZoneInfo(plan.zone)
        self._years: dict[int, Year] = {}
        self._totals = Totals(plan, self.zone)

    def add(self, moment: datetime, seconds: int) -> datetime:
        """The first moment of an opening, or its end, by which so much was worked since `moment`. Raises NeverOpen."""
        if seconds < 0:
            return self.subtract(moment, -seconds)
        at = point_of(moment)
        if not seconds:
            return moment if self._touches(at, at - 1) else self.next_open(moment)
        wanted = self._worked_by(at) + seconds * SECOND
        year = self._totals.year_of_work(wanted, near=self._year(at))
        return moment_of(self._table(year).end_of(wanted - self._totals.work_before(year)))

    def subtract(self, moment: datetime, seconds: int) -> datetime:
        """The last moment of an opening, or its end, since which so much is worked until `moment`. Raises NeverOpen."""
        if seconds < 0:
            return self.add(moment, -seconds)
        at = point_of(moment)
        if not seconds and self._touches(at, at - 1):
            return moment
        wanted = self._worked_by(at) - seconds * SECOND
        year = self._totals.year_of_work(wanted + bool(seconds), near=self._year(at))
        table, within = self._table(year), wanted - self._totals.work_before(year)
        return moment_of(table.start_of(within) if seconds else table.end_of(within))

    def between(self, start: datetime, end: datetime) -> int:
        """How many seconds are worked from `start` to `end`; negative when these are reversed.

        Both are taken down to the whole second of work, so that the parts of a span add up to the whole.
        """
        return self._worked_by(point_of(end)) // SECOND - self._worked_by(point_of(start)) // SECOND

    def is_open(self, moment: datetime) -> bool:
        """Whether `moment` is worked; the end of an opening is not."""
        return self._touches(point_of(moment))

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself if it is worked, or else when work begins next. Raises NeverOpen."""
        at = point_of(moment)
        return moment_of(max(at, self._opening(at)[0]))

    def next_close(self, moment: datetime) -> datetime:
        """The end of the opening at `moment`, or else of the next. Raises NeverOpen or NeverCloses."""
        _start, end = self._opening(point_of(moment))
        year = self._year(end - 1)
        while end == self._table(year).until:
            year += 1
            if self._totals.never_closes_from(year):
                raise NeverCloses
            table = self._table(year)
            if not table.starts or table.starts[0] != end:
                break
            end = table.ends[0]
        return moment_of(end)

    def add_workdays(self, moment: datetime, days: int) -> datetime:
        """The same time of day on the `days`-th worked day after the local day of `moment`. Raises NeverOpen."""
        if days < 0:
            return self.subtract_workdays(moment, -days)
        return self._on_workday(moment, self._workdays_by(self._today(moment) + 1) + days) if days else moment

    def subtract_workdays(self, moment: datetime, days: int) -> datetime:
        """The same time of day on the `days`-th worked day before the local day of `moment`. Raises NeverOpen."""
        if days < 0:
            return self.add_workdays(moment, -days)
        return self._on_workday(moment, self._workdays_by(self._today(moment)) - days + 1) if days else moment

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is worked from `start` to `end`, in order; an opening through midnight is one."""
        first, last = point_of(start), point_of(end)
        held: tuple[int, int] | None = None
        for year in range(self._year(first), self._year(last) + 1):
            for opens, closes in self._table(year).within(first, last):
                if held and held[1] == opens:
                    held = (held[0], closes)
                    continue
                if held:
                    yield moment_of(held[0]), moment_of(held[1])
                held = (opens, closes)
        if held:
            yield moment_of(held[0]), moment_of(held[1])

    def _touches(self, *points: int) -> bool:
        """Whether any of the points is worked."""
        return any(self._table(self._year(at)).is_open(at) for at in points)

    def _opening(self, at: int) -> tuple[int, int]:
        """The opening at a point or the next after it, as far as it lies within its year."""
        year = self._year(at)
        while True:
            table = self._table(year)
            found = table.opening_after(at)
            if found:
                return found
            year += 1
            if self._totals.never_opens_from(year):
                raise NeverOpen

    def _worked_by(self, at: int) -> int:
        """What was worked until a point, counted from a year that the totals chose."""
        year = self._year(at)
        return self._totals.work_before(year) + self._table(year).worked_by(at)

    def _workdays_by(self, ordinal: int) -> int:
        """Worked days before a day, counted from a year that the totals chose."""
        year = date.fromordinal(ordinal).year
        return self._totals.days_before(year) + bisect_left(self._table(year).workdays, ordinal)

    def _on_workday(self, moment: datetime, number: int) -> datetime:
        local = moment.astimezone(self.zone)
        year = self._totals.year_of_day(number, near=local.year)
        ordinal = self._table(year).workdays[number - self._totals.days_before(year) - 1]
        wall = local.hour * 3600 + local.minute * 60 + local.second
        return moment_of(instant(self.zone, ordinal, wall) + local.microsecond)

    def _today(self, moment: datetime) -> int:
        point_of(moment)
        return moment.astimezone(self.zone).toordinal()

    def _year(self, at: int) -> int:
        year = moment_of(at).astimezone(self.zone).year
        # Clocks that are set back in the night of the new year show the old one again.
        return year + 1 if at >= self._table(year).until else year

    def _table(self, year: int) -> Year:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = openings(self.plan, self.zone, year)
        return found
