"""What the system does by itself when time has passed, or because another ticket was solved."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from fuwutai.calendars.queries import after_working_days
from fuwutai.core import clock
from fuwutai.core.errors import Conflict
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.models import Policy, Ticket
from fuwutai.tickets.services.acting import act

log = structlog.get_logger(__name__)

AT_ONCE = 500


def resume_due() -> int:
    """Take up what was to rest until now; returns how many."""
    due = Ticket.objects.filter(state=State.WAITING, resume_at__lte=clock.now()).order_by("resume_at")
    return sum(_try(number, "resume") for number in due.values_list("pk", flat=True)[:AT_ONCE])


def chase_unanswered() -> int:
    """Remind of solutions nobody answered, later close them (working days of the requester's organisation).

    A requester who wrote back has answered, if not by the button: such a ticket waits for the desk to read it.
    """
    policy = Policy.objects.first() or Policy()
    moment = clock.now()
    waiting = (
        Ticket.objects.filter(state=State.RESOLVED, unanswered=False)
        .select_related("organisation")
        .order_by("resolved_at")
    )
    done = 0
    for ticket in waiting[:AT_ONCE]:
        if moment > _deadline(ticket, policy.close_after_days):
            done += _try(ticket.pk, "close")
        elif ticket.reminded_at is None and moment > _deadline(ticket, policy.remind_after_days):
            done += _try(ticket.pk, "remind")
    return done


def resolve_children(parent: int) -> int:
    """Resolve the open children of a resolved ticket with its solution; returns how many."""
    solved = Ticket.objects.select_related("resolution_code").get(pk=parent)
    if solved.state not in {State.RESOLVED, State.CLOSED}:
        return 0
    values = {"solution": solved.solution, "code": solved.resolution_code}
    children = solved.children.filter(state__in=OPEN).values_list("pk", flat=True)
    return sum(_try(number, "resolve", values) for number in children)


def _deadline(ticket: Ticket, days: int) -> datetime:
    resolved_at = ticket.resolved_at or ticket.changed_at
    zone = ZoneInfo(ticket.organisation.time_zone)
    return after_working_days(resolved_at, days, country=ticket.organisation.country, zone=zone)


def _try(number: int, verb: str, values: Mapping[str, object] | None = None) -> bool:
    """Act as the system; a ticket that somebody moved in the meantime is left alone."""
    try:
        act(SYSTEM, number, verb, values)
    except Conflict as refusal:
        log.info("sweep.skipped", ticket=number, verb=verb, why=str(refusal))
        return False
    return True
