"""A year of a calendar as it is shown: twelve months, each day with what it is and why."""

from calendar import Calendar as Weeks
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import deriving, hours, official
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.models import Calendar, CalendarDay
from fuwutai.calendars.plan import Plan, Spans
from fuwutai.core.texts import LazyText

# The tone of a day, and what it means in the legend.
LEGEND: tuple[tuple[str, LazyText], ...] = (
    ("worked", _("Worked")),
    ("rest", _("Off")),
    ("holiday", _("Holiday")),
    ("make_up", _("Make-up workday")),
    ("special", _("Special hours")),
)


AS_IT_IS = _("This day is as the calendar has it.")


@dataclass(frozen=True)
class Day:
    """A day; `meaning` is what it is and why, `is_own` if somebody made it so."""

    day: date
    tone: str
    meaning: str
    spans: Spans
    is_own: bool

    @property
    def words(self) -> str:
        return gettext(", ").join((title_of(self.day), self.meaning))


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Day | None]]


@dataclass(frozen=True)
class Year:
    """`undecided` when the official days of the year have not been published yet: what is shown follows the rules."""

    number: int
    months: list[Month]
    workdays: int
    undecided: bool
    before: int | None
    after: int | None

    @property
    def days(self) -> list[Day]:
        return [day for month in self.months for week in month.weeks for day in week if day]


def year_of(calendar: Calendar, number: int) -> Year:
    """The year as it is with what is stored; one of those for which official days are known."""
    known = deriving.official_years()
    number = min(max(number, known[0]), known[-1])
    painter = _painter(calendar, number)
    months = [Month(str(MONTHS[month]), painter.month(number, month)) for month in range(1, 13)]
    decided = official.decided_until(calendar.country)
    return Year(
        number=number,
        months=months,
        workdays=sum(bool(day.spans) for month in months for week in month.weeks for day in week if day),
        undecided=decided is not None and number > decided,
        before=number - 1 if number > known[0] else None,
        after=number + 1 if number < known[-1] else None,
    )


def day_of(calendar: Calendar, day: date) -> Day:
    """One day as it is with what is stored."""
    return _painter(calendar, day.year).day(day)


def _painter(calendar: Calendar, year: int) -> "_Painter":
    own = list(calendar.days.all())
    names = official.days(calendar.country, calendar.subdivision, range(year, year + 1), (get_language() or "").lower())
    return _Painter(deriving.composed(calendar, own), own, names)


def title_of(day: date) -> str:
    """The day with its weekday."""
    return date_format(day, "Y年n月j日 D" if (get_language() or "").startswith("zh") else "D j M Y")


@dataclass(frozen=True)
class _Painter:
    plan: Plan
    own: list[CalendarDay]
    known: Mapping[date, official.OfficialDay]

    def month(self, year: int, month: int) -> list[list[Day | None]]:
        weeks = Weeks().monthdatescalendar(year, month)
        return [[self.day(day) if day.month == month else None for day in week] for week in weeks]

    def day(self, day: date) -> Day:
        own, known = own_day(self.own, day), self.known.get(day)
        spans = self.plan.worked_on(day)
        tone = self._tone(day, own, known)
        name = own.name if own else known.name if known else ""
        parts = (name, str(dict(LEGEND)[tone]), hours.written(spans))
        meaning = gettext(", ").join(part for part in parts if part)
        return Day(day, tone, meaning, spans, is_own=own is not None)

    def _tone(self, day: date, own: CalendarDay | None, known: official.OfficialDay | None) -> str:
        if own and own.kind == DayKind.SPECIAL:
            return "special"
        worked, usual = self.plan.worked_on(day), self.plan.week[day.weekday()]
        if not worked:
            return "holiday" if own or known else "rest"
        return "worked" if usual or not (own or known) else "make_up"


def own_day(own: list[CalendarDay], day: date) -> CalendarDay | None:
    """What somebody made of a day: for that day alone, or else every year."""
    found = [one for one in own if one.is_on(day)]
    return min(found, key=lambda one: one.yearly, default=None)


@dataclass(frozen=True)
class Bar:
    """A span of a weekday as part of 24 hours, in thousandths."""

    start: int
    length: int


def bars(spans: Spans) -> list[Bar]:
    return [Bar(start * 1000 // 86_400, (end - start) * 1000 // 86_400) for start, end in spans]
