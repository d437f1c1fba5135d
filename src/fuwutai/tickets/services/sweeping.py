"""What the system does by itself when time has passed, or because another ticket was solved."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import structlog
from django.db.models import Q

from fuwutai.calendars import queries as calendars
from fuwutai.core import clock
from fuwutai.core.errors import Conflict
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.models import Policy, Ticket
from fuwutai.tickets.services import links
from fuwutai.tickets.services.acting import act

log = structlog.get_logger(__name__)

AT_ONCE = 500

# Solutions that are not chased; whoever brings such tickets in says so while the product starts.
_spared: list[Q] = []


def spare(solutions: Q) -> None:
    """Never remind of these solutions and never close them by ourselves. Called from `AppConfig.ready` only."""
    _spared.append(solutions)


def resume_due() -> int:
    """Take up what was to rest until now; returns how many."""
    due = Ticket.objects.filter(state=State.WAITING, resume_at__lte=clock.now()).order_by("resume_at")
    # What was promised goes on from the moment that was agreed, also when nobody swept for an hour.
    found = list(due.values_list("pk", "resume_at")[:AT_ONCE])
    return sum(_try(number, "resume", at=moment) for number, moment in found)


def chase_unanswered() -> int:
    """Remind of solutions nobody answered, later close them: in the morning after so many working days.

    Days and hours are those of the requester; at night and on days off nobody is written to, however late it has
    become. A requester who wrote back has answered, if not by the button: such a ticket waits for the desk to read it.
    """
    policy = Policy.objects.first() or Policy()
    waiting = (
        Ticket.objects.filter(*(~solutions for solutions in _spared), state=State.RESOLVED, unanswered=False)
        .filter(_may_be_due(policy))
        .select_related("organisation", "requester__organisation", "requester__site")
        .order_by("resolved_at")
    )
    # All are read before the first is changed: SQLite can't write while a query is open.
    due = list(islice(((ticket.pk, verb) for ticket in waiting.iterator() if (verb := _due(ticket, policy))), AT_ONCE))
    return sum(_try(number, verb) for number, verb in due)


def resolve_children(parent: int) -> int:
    """Resolve the open tickets that the solution of a resolved one answers too; returns how many."""
    solved = Ticket.objects.select_related("resolution_code").get(pk=parent)
    if solved.state not in {State.RESOLVED, State.CLOSED}:
        return 0
    values = {"solution": solved.solution, "code": solved.resolution_code}
    children = links.answered_with(parent).filter(state__in=OPEN).values_list("pk", flat=True)
    return sum(_try(number, "resolve", values) for number in list(children))


def _may_be_due(policy: Policy) -> Q:
    """Whose days have passed if all of them were worked; the calendar tells the rest, ticket by ticket."""
    moment = clock.now()
    unasked = Q(reminded_at=None, resolved_at__lte=moment - timedelta(days=policy.remind_after_days))
    return unasked | Q(resolved_at__lte=moment - timedelta(days=policy.close_after_days)) | Q(resolved_at=None)


def _due(ticket: Ticket, policy: Policy) -> str:
    """The verb whose time has come, if any."""
    if _is_due(ticket, policy.close_after_days):
        return "close"
    return "remind" if ticket.reminded_at is None and _is_due(ticket, policy.remind_after_days) else ""


def _is_due(ticket: Ticket, days: int) -> bool:
    """Whether so many working days have passed without an answer, and somebody is there to read of it."""
    country, zone = ticket.organisation.country, ZoneInfo(ticket.requester.lives_in)
    resolved_at = ticket.resolved_at or ticket.changed_at
    deadline = calendars.after_working_days(resolved_at, days, country=country, zone=zone)
    moment = clock.now()
    return (
        moment >= calendars.next_opening(deadline, country=country, zone=zone)
        and calendars.is_working_time(moment, country=country, zone=zone)
    )  # fmt: skip


def _try(number: int, verb: str, values: Mapping[str, object] | None = None, *, at: datetime | None = None) -> bool:
    """Act as the system; a ticket that somebody moved in the meantime is left alone."""
    try:
        act(SYSTEM, number, verb, values, at=at)
    except Conflict as refusal:
        log.info("sweep.skipped", ticket=number, verb=verb, why=str(refusal))
        return False
    return True
