"""Which open tickets are likely to be late (mission K2), by what became of past ones.

The moment from which one is likely late is known as soon as its clock is: like a due time it is kept on the ticket and
changes only with the clocks, the group, the priority, or what was learned. The sweep touches what crosses it.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, facts, rows
from fuwutai.core.rounds import Round
from fuwutai.service_levels import queries, steps
from fuwutai.service_levels.choices import AgreementKind, ClockState
from fuwutai.service_levels.forecasts import Outlook
from fuwutai.service_levels.models import Clock
from fuwutai.tickets.facts import LatenessForeseen
from fuwutai.tickets.models import Ticket

AT_ONCE = 200
# What is only looked at: no lock is held meanwhile.
_LOOKED_AT = 1_000
DERIVED = ("likely_late", "likely_late_at")
_CROSSING = Round("promises.foreseen", _("Notice which tickets are likely to be late"))
_FOLLOWING = Round("promises.forecasts", _("Let open tickets follow what was learned of promises"))


def outlook(ticket: Ticket, one: Clock) -> Outlook | None:
    """When such a clock is likely to be late; costs no query once this process has read the agreements."""
    return queries.outlook(queries.last_read(), one, team=ticket.team_id, priority=ticket.priority)


def derive(ticket: Ticket, clocks: Iterable[Clock]) -> bool:
    """Put onto the ticket, without saving it, what follows from its clocks; returns whether that is new."""
    at = _likely_from(ticket, clocks)
    likely = at is not None and at <= clock.now()
    before, derived = (ticket.likely_late, ticket.likely_late_at), (likely, None if likely else at)
    ticket.likely_late, ticket.likely_late_at = derived
    if likely and not before[0]:
        facts.announce(LatenessForeseen(ticket.pk))
    return before != derived


def _likely_from(ticket: Ticket, clocks: Iterable[Clock]) -> datetime | None:
    moments = (_moment(ticket, one) for one in clocks if one.state == ClockState.RUNNING)
    return min((moment for moment in moments if moment), default=None)


def _moment(ticket: Ticket, one: Clock) -> datetime | None:
    found = outlook(ticket, one)
    return steps.moment(one, one.target_s * found.share // 100) if found else None


def sweep() -> int:
    """Mark the tickets that have become likely late, the earliest first; returns how many."""
    marked = 0
    while True:
        with transaction.atomic():
            crossing = _CROSSING.ready(Ticket.objects.filter(likely_late_at__lte=clock.now()))
            held = crossing.select_for_update(skip_locked=True).order_by("likely_late_at", "id")
            keys = list(held.values_list("pk", flat=True)[:AT_ONCE])
            marked += _CROSSING.together(keys, _mark).done
        if len(keys) < AT_ONCE:
            return marked


def _mark(keys: Sequence[int]) -> None:
    Ticket.objects.filter(pk__in=keys).update(likely_late=True, likely_late_at=None)
    for key in keys:
        facts.announce(LatenessForeseen(key))


def follow(*, after: int, seconds: float) -> int | None:
    """Bring open tickets in line with what was learned, for some seconds; returns the last one, or None when done."""
    began = time.monotonic()
    queries.in_force()
    while batch := list(_concerned().filter(pk__gt=after).order_by("pk")[:_LOOKED_AT]):
        changed = _behind(batch)
        for start in range(0, len(changed), AT_ONCE):
            _FOLLOWING.together(changed[start : start + AT_ONCE], _follow)
        after = batch[-1].pk
        if time.monotonic() - began > seconds:
            return after
    return None


def _concerned() -> QuerySet[Ticket]:
    """The tickets that have a promise running."""
    return Ticket.objects.filter(due_at__isnull=False).only("team", "priority", *DERIVED)


def _behind(batch: Sequence[Ticket]) -> list[int]:
    known = _clocks([ticket.pk for ticket in batch])
    return [ticket.pk for ticket in batch if _is_behind(ticket, known.get(ticket.pk, ()))]


def _is_behind(ticket: Ticket, clocks: Iterable[Clock]) -> bool:
    at = _likely_from(ticket, clocks)
    if at is not None and at <= clock.now():
        return not ticket.likely_late
    return ticket.likely_late or ticket.likely_late_at != at


def _follow(keys: Sequence[int]) -> None:
    with transaction.atomic():
        held = list(Ticket.objects.select_for_update().filter(pk__in=keys).only("team", "priority", *DERIVED))
        known = _clocks(keys)
        for ticket in held:
            if derive(ticket, known.get(ticket.pk, ())):
                rows.save(ticket, DERIVED)


def _clocks(numbers: Sequence[int]) -> dict[int, list[Clock]]:
    found: dict[int, list[Clock]] = {}
    running = Clock.objects.filter(number__in=numbers, kind=AgreementKind.SLA, state=ClockState.RUNNING)
    for one in running:
        found.setdefault(one.number, []).append(one)
    return found
