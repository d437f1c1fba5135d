"""Trying other hours on past tickets before they are saved (mission K1)."""

from collections.abc import Mapping

from django.urls import reverse

from fuwutai.calendars import deriving
from fuwutai.calendars import services as calendars
from fuwutai.calendars.models import Calendar
from fuwutai.people.permissions import Actor
from fuwutai.service_levels.choices import Subject
from fuwutai.service_levels.models import Proposal
from fuwutai.service_levels.services import proposing


def try_calendar(actor: Actor, calendar: Calendar, *, posted: Mapping[str, str], months: int) -> Proposal:
    """Ask what a calendar as it stands here, not saved, would have meant. Raises Invalid like saving it."""
    calendars.check_hours(calendar)
    tried = {str(calendar.pk): deriving.plan_of(calendar).to_json()}
    return proposing.try_out(actor, Subject.CALENDAR, tried, posted=posted, months=months)


def begin(actor: Actor, calendar: Calendar, *, posted: Mapping[str, str], months: int) -> str:
    """The same for the page of calendars: returns where the outcome will be."""
    made = try_calendar(actor, calendar, posted=posted, months=months)
    return reverse("service_levels:proposal", args=[made.pk])
