"""Trying a changed calendar before it is saved. Who knows what was promised by it offers how."""

from collections.abc import Mapping
from typing import Protocol

from fuwutai.calendars.models import Calendar
from fuwutai.people.permissions import Actor


class Trial(Protocol):
    """Begins a trial of a calendar as it stands here, not saved; gives the address where its outcome will be."""

    def __call__(self, actor: Actor, calendar: Calendar, /, *, posted: Mapping[str, str], months: int) -> str: ...


# What the button says that tries instead of saving, and how far back it usually looks.
THEN = "back_test"
USUAL_MONTHS = 3

_offered: list[Trial] = []


def offer(trial: Trial) -> None:
    """Called while the product starts."""
    _offered[:] = [trial]


def begin(actor: Actor, calendar: Calendar, *, posted: Mapping[str, str], months: int) -> str:
    """`posted` is what was typed, to be sent again by whoever likes the outcome."""
    [trial] = _offered
    return trial(actor, calendar, posted=posted, months=months)
