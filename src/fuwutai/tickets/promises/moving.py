"""Clocks that are on move to a calendar as it is now."""

from django.db import transaction

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.facts import CalendarChanged
from fuwutai.core import clock
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels.choices import OPEN
from fuwutai.service_levels.ledger import Terms
from fuwutai.service_levels.models import Clock
from fuwutai.service_levels.services import clocks
from fuwutai.tickets import tasks
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises.following import keep

AT_ONCE = 200


def calendar_changed(fact: CalendarChanged) -> None:
    tasks.follow_calendar.enqueue(fact.calendar.pk)


def follow_calendar(calendar: int) -> bool:
    """Move some tickets to the present version of a calendar; returns whether there are more.

    What was counted until now stays as it was counted. Every clock is right at every moment, by the version that its
    ledger names, whether or not its turn has come.
    """
    version = calendars.current(calendar).pk
    older = Clock.objects.filter(state__in=OPEN, version__calendar=calendar).exclude(version=version)
    numbers = list(older.order_by("number").values_list("number", flat=True).distinct()[:AT_ONCE])
    for number in numbers:
        _move(number, calendar, version)
    return len(numbers) == AT_ONCE


@transaction.atomic
def _move(number: int, calendar: int, version: int) -> None:
    ticket = Ticket.objects.select_for_update().get(pk=number)
    book = clocks.open_book(SYSTEM, number=number, record=ticket.timeline)
    for one in book.open:
        if one.version.calendar_id == calendar:
            book.retarget(one, Terms(one.target_s, version, one.agreement_id), at=clock.now())
    keep(ticket, book)
