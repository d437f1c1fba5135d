"""Clocks that are on move to a calendar, or to agreements, as they are now.

Every clock is right at every moment, by what its ledger names, whether or not its turn has come.
"""

import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.facts import CalendarChanged
from fuwutai.core import clock
from fuwutai.core.rounds import Round, Unfinished
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import OPEN, Progress
from fuwutai.service_levels.facts import ProposalInForce
from fuwutai.service_levels.ledger import Terms
from fuwutai.service_levels.models import Clock, Proposal
from fuwutai.service_levels.queries import Promises
from fuwutai.service_levels.services import clocks
from fuwutai.service_levels.services.clocks import Book
from fuwutai.tickets import tasks
from fuwutai.tickets.choices import OPEN as OPEN_TICKETS
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises.following import keep
from fuwutai.tickets.promises.promising import Promising
from fuwutai.tickets.promises.weighing import RELATED, clocks_by_number, followed

AT_ONCE = 200
# Who logs or acts while agreements change may still have read the old ones.
_OVERLAP = timedelta(minutes=2)
_MOVED = Round("promises.calendar", _("Let running clocks follow a calendar"), key="number")
_FOLLOWING = Round("promises.agreements", _("Let running clocks follow the agreements"))


def calendar_changed(fact: CalendarChanged) -> None:
    tasks.follow_calendar.enqueue(fact.calendar.pk)


def follow_calendar(calendar: int) -> bool:
    """Move some tickets to the present version of a calendar; returns whether there are more.

    What was counted until now stays as it was counted.
    """
    version = calendars.current(calendar).pk
    older = Clock.objects.filter(state__in=OPEN, version__calendar=calendar).exclude(version=version)
    numbers = list(_MOVED.ready(older).order_by("number").values_list("number", flat=True).distinct()[:AT_ONCE])
    _MOVED.each(numbers, lambda number: _move(number, calendar, version))
    if len(numbers) < AT_ONCE and older.exists():
        raise Unfinished("What failed stays by the older calendar until it goes well.")
    return len(numbers) == AT_ONCE


@transaction.atomic
def _move(number: int, calendar: int, version: int) -> None:
    ticket = Ticket.objects.select_for_update().get(pk=number)
    book = clocks.open_book(SYSTEM, number=number, record=ticket.timeline)
    for one in book.open:
        if one.version.calendar_id == calendar:
            book.retarget(one, Terms(one.target_s, version, one.agreement_id), at=clock.now())
    keep(ticket, book)


def agreements_in_force(fact: ProposalInForce) -> None:
    tasks.follow_agreements.enqueue(fact.proposal.pk)


def follow_agreements(pk: int, *, seconds: float) -> bool:
    """Let open tickets follow the agreements in force, for some seconds; returns whether there are more.

    May be repeated: whoever follows them already is only looked at. In the end it looks once more at what was changed
    at the same time, and at what failed. Raises Unfinished as long as that fails again.
    """
    began = time.monotonic()
    proposal = Proposal.objects.get(pk=pk)
    if proposal.progress != Progress.MOVING:
        return False
    if not proposal.position:
        proposal.total = followed().count()
    while batch := _next(followed().filter(pk__gt=proposal.position)):
        _follow_all(batch)
        proposal.position, proposal.looked_at = batch[-1].pk, proposal.looked_at + len(batch)
        proposal.save(update_fields=["position", "looked_at", "total"])
        if time.monotonic() - began > seconds:
            return True
    _look_again(proposal)
    proposal.progress = Progress.IN_FORCE
    proposal.save(update_fields=["progress", "total"])
    return False


def _look_again(proposal: Proposal) -> None:
    _FOLLOWING.each(followed().filter(pk__in=_FOLLOWING.behind()).values_list("pk", flat=True), _follow)
    since, after = (proposal.in_force_at or clock.now()) - _OVERLAP, 0
    while batch := _next(followed().filter(changed_at__gte=since, pk__gt=after)):
        _follow_all(batch)
        after = batch[-1].pk
    if followed().filter(pk__in=_FOLLOWING.behind()).exists():
        raise Unfinished("What failed follows the agreements when it goes well.")


def _next(tickets: QuerySet[Ticket]) -> list[Ticket]:
    return list(tickets.select_related(*RELATED).order_by("pk")[:AT_ONCE])


def _follow_all(batch: Sequence[Ticket]) -> None:
    """Only tickets about which there is something to write are held."""
    known, promises = clocks_by_number(batch), queries.in_force()
    behind = [ticket.pk for ticket in batch if _may_be_behind(ticket, known[ticket.pk], promises)]
    _FOLLOWING.each(behind, _follow)


def _may_be_behind(ticket: Ticket, known: Sequence[Clock], promises: Promises) -> bool:
    book = Book(SYSTEM, number=ticket.pk, record=ticket.timeline, clocks=known)
    try:
        Promising(ticket, book, promises, at=clock.now()).follow_agreements()
    except Exception:  # noqa: BLE001 - it shows again in `_follow`, where it is noted with its ticket
        return True
    return bool(book.touched)


@transaction.atomic
def _follow(number: int) -> None:
    ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=number)
    if ticket.state in OPEN_TICKETS:
        book = clocks.open_book(SYSTEM, number=number, record=ticket.timeline)
        Promising(ticket, book, queries.in_force(), at=clock.now()).follow_agreements()
        keep(ticket, book)
