"""Duties as a calendar that others subscribe to (RFC 5545, with the hints of RFC 7986)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from fuwutai.core import clock
from fuwutai.duty.models import Duty
from fuwutai.duty.presence import Presence
from fuwutai.people.models import Person

_READ_AGAIN = timedelta(hours=1)


def written(person: Person, duties: Iterable[Duty], stands_in: Iterable[Presence]) -> bytes:
    """The calendar of `person`, in their language. Moments are in UTC, so no program has to know our zones."""
    with translation.override(person.speaks), timezone.override(ZoneInfo(person.lives_in)):
        calendar = Calendar()
        calendar.add("prodid", "-//Fuwutai//Duty//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", _("Duties of %(name)s") % {"name": person})
        calendar.add("x-wr-calname", _("Duties of %(name)s") % {"name": person})
        calendar.add("refresh-interval", _READ_AGAIN, parameters={"value": "DURATION"})
        for duty in duties:
            what = f"{duty.team}: {duty.shift}" if duty.shift else str(duty.team)
            calendar.add_component(_event(f"duty-{duty.pk}", what, duty.start, duty.end))
        for piece in stands_in:
            values = {"team": piece.planned.shift or _("Duty"), "name": piece.instead_of}
            what = _("%(team)s, for %(name)s") % values
            key = f"stand-in-{piece.planned.duty_id}-{piece.start:%Y%m%dT%H%M%S}"
            calendar.add_component(_event(key, what, piece.start, piece.end))
    text: bytes = calendar.to_ical()
    return text


def _event(key: str, what: str, start: datetime, end: datetime) -> Event:
    event = Event()
    # The same duty keeps its name however often it is moved, so that calendars move it too.
    event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", what)
    return event
