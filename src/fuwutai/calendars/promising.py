"""An example in words: when a promise made at some moment is due, and which hours it uses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language

from fuwutai.calendars.working import NeverOpen, WorkingTime
from fuwutai.core import clock

_SHOWN = 6


@dataclass(frozen=True)
class Stretch:
    start: str
    end: str
    length: timedelta


@dataclass(frozen=True)
class Example:
    """Moments in words, in the calendar's zone. `stretches` are the first hours that count; are there `more`?"""

    made: str
    due: str
    length: timedelta
    stretches: list[Stretch]
    more: bool


def example(working: WorkingTime, made: datetime, *, minutes: int) -> Example | None:
    """None when the calendar has no hours left to keep the promise in."""
    try:
        due = working.add(made, minutes * 60)
    except (NeverOpen, OverflowError):
        return None
    found = list(islice(working.spans(made, due), _SHOWN + 1))
    stretches = [
        Stretch(words(start, working.zone), _time(end, working.zone), end - start) for start, end in found[:_SHOWN]
    ]
    return Example(
        made=words(made, working.zone),
        due=words(due, working.zone),
        length=timedelta(minutes=minutes),
        stretches=stretches,
        more=len(found) > _SHOWN,
    )


def friday_evening(zone: ZoneInfo) -> datetime:
    """The next Friday, ten minutes to six: when every promise is hard."""
    today = clock.now().astimezone(zone)
    ahead = (4 - today.weekday()) % 7
    return (today + timedelta(days=ahead)).replace(hour=17, minute=50, second=0, microsecond=0)


def words(moment: datetime, zone: ZoneInfo) -> str:
    """Weekday, date and time over there."""
    form = "Y年n月j日 D H:i" if (get_language() or "").startswith("zh") else "D j M Y H:i"
    return date_format(moment.astimezone(zone), form)


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "H:i")
