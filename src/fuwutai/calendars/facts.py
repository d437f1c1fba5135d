"""What calendars tell higher apps."""

from dataclasses import dataclass

from fuwutai.calendars.models import Calendar, CalendarVersion
from fuwutai.people.permissions import Actor


@dataclass(frozen=True)
class CalendarChanged:
    """`calendar` is worked otherwise than before; `version` is what holds now."""

    calendar: Calendar
    version: CalendarVersion
    actor: Actor
