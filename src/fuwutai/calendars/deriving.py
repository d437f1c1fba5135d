"""What a calendar amounts to: its week, changed by official days, these by what somebody made of single days."""

from collections.abc import Iterable
from datetime import date

from fuwutai.calendars import official
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.models import Calendar, CalendarDay
from fuwutai.calendars.plan import Plan, Spans
from fuwutai.core import clock

_SINCE = 2015


def plan_of(calendar: Calendar) -> Plan:
    """The plan of a calendar as it is now, with its stored days."""
    return composed(calendar, calendar.days.all() if calendar.pk else ())


def composed(calendar: Calendar, own: Iterable[CalendarDay]) -> Plan:
    """The plan that `calendar` would have with `own` days."""
    own, week = list(own), calendar.week
    yearly = {(day.day.month, day.day.day): hours(day, week) for day in own if day.yearly}
    days = {
        day: _usual(week, known.works_like) if known.works_like is not None else ()
        for day, known in official.days(calendar.country, calendar.subdivision, official_years()).items()
        if (day.month, day.day) not in yearly
    }
    days.update({day.day: hours(day, week) for day in own if not day.yearly})
    return Plan(calendar.zone, week, days, yearly)


def hours(day: CalendarDay, week: tuple[Spans, ...]) -> Spans:
    """What is worked on a day that somebody made different."""
    if day.kind == DayKind.OFF:
        return ()
    return day.spans if day.kind == DayKind.SPECIAL else _usual(week, _weekday(day))


def official_years() -> range:
    """The years whose official days are in a plan. In steps of five, so that not each new year makes new versions."""
    return range(_SINCE, (clock.now().year // 5 + 2) * 5 + 1)


def _usual(week: tuple[Spans, ...], weekday: int | None) -> Spans:
    """The hours of that weekday, or of the first one that has any."""
    wanted = week[weekday] if weekday is not None else ()
    return wanted or next((spans for spans in week if spans), ())


def _weekday(day: CalendarDay) -> int | None:
    return None if day.yearly else date.weekday(day.day)
