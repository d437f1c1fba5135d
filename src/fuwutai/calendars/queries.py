"""Questions about calendars, and about the working days of a country."""

from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.db import models

from fuwutai.calendars.models import Calendar, CalendarDay, CalendarVersion
from fuwutai.calendars.working import WorkingTime
from fuwutai.core.configuration.models import ConfigurationChange

# The hours of everybody, as long as calendars have none of their own.
_OPENS, _CLOSES = time(9), time(18)


def current(calendar_id: int) -> CalendarVersion:
    """The version that holds now. Raises CalendarVersion.DoesNotExist."""
    return CalendarVersion.objects.filter(calendar=calendar_id).latest("number")


def default_version() -> CalendarVersion | None:
    """The present version of the default calendar, unless there is none."""
    return CalendarVersion.objects.filter(calendar__is_default=True).order_by("-number").first()


@lru_cache(maxsize=512)
def working_time(version_id: int) -> WorkingTime:
    """The sums of a version, kept by the process. Raises CalendarVersion.DoesNotExist."""
    return WorkingTime(CalendarVersion.objects.get(pk=version_id).plan)


@lru_cache(maxsize=512)
def calendar_of(version_id: int) -> int:
    """The calendar of a version, kept by the process."""
    return CalendarVersion.objects.values_list("calendar", flat=True).get(pk=version_id)


def history(calendar: Calendar) -> models.QuerySet[ConfigurationChange]:
    """Who changed the calendar or one of its days, newest first."""
    days = [*calendar.days.values_list("pk", flat=True)]
    return ConfigurationChange.objects.filter(
        models.Q(subject=Calendar._meta.label_lower, record=calendar.pk)
        | models.Q(subject=CalendarDay._meta.label_lower, record__in=days)
    )


def calendars() -> models.QuerySet[Calendar]:
    """Those in use, the default one first."""
    return Calendar.objects.filter(active=True)


def is_working_day(day: date, *, country: str) -> bool:
    """Whether `day` is worked in `country` (ISO 3166 alpha-2): weekdays that are no holiday, and make-up days."""
    return _official_days(country).is_working_day(day)


def after_working_days(moment: datetime, days: int, *, country: str, zone: ZoneInfo) -> datetime:
    """The end of the `days`-th working day after the local day of `moment`; an aware moment in `zone`."""
    day = moment.astimezone(zone).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day, country=country)
    return datetime.combine(day, time(23, 59, 59), tzinfo=zone)


def is_working_time(moment: datetime, *, country: str, zone: ZoneInfo) -> bool:
    """Whether people who live there are at work at that moment."""
    local = moment.astimezone(zone)
    return _OPENS <= local.time() < _CLOSES and is_working_day(local.date(), country=country)


def next_opening(moment: datetime, *, country: str, zone: ZoneInfo) -> datetime:
    """The morning of the first working day after the local day of `moment`; an aware moment in `zone`."""
    day = after_working_days(moment, 1, country=country, zone=zone).date()
    return datetime.combine(day, _OPENS, tzinfo=zone)


@cache
def _official_days(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)
