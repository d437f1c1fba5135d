"""What the system does by itself when time has passed, or because another ticket was solved."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import structlog
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import queries as calendars
from fuwutai.core import clock
from fuwutai.core.errors import Conflict
from fuwutai.core.rounds import Round
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.models import Policy, Ticket
from fuwutai.tickets.services import links
from fuwutai.tickets.services.acting import act

log = structlog.get_logger(__name__)

AT_ONCE = 500
_RESUMED = Round("tickets.resumed", _("Take up tickets whose waiting is over"))
_CHASED = Round("tickets.chased", _("Remind of solutions, and close what is not answered"))
_CHILDREN = Round("tickets.children", _("Resolve the tickets below one"))

# Solutions that are not chased; whoever brings such tickets in says so while the product starts.
_spared: list[Q] = []


def spare(solutions: Q) -> None:
    """Never remind of these solutions and never close them by ourselves. Called from `AppConfig.ready` only."""
    _spared.append(solutions)


def resume_due() -> int:
    """Take up what was to rest until now; returns how many."""
    due = _RESUMED.ready(Ticket.objects.filter(state=State.WAITING, resume_at__lte=clock.now())).order_by("resume_at")
    # What was promised goes on from the moment that was agreed, also when nobody swept for an hour.
    found = dict(due.values_list("pk", "resume_at")[:AT_ONCE])
    return _RESUMED.each(found, lambda number: act(SYSTEM, number, "resume", at=found[number])).done


def chase_unanswered() -> int:
    """Remind of solutions nobody answered, later close them: in the morning after so many working days.

    Days and hours are those of the requester; at night and on days off nobody is written to, however late it has
    become. A requester who wrote back has answered, if not by the button: such a ticket waits for the desk to read it.
    """
    policy = Policy.objects.first() or Policy()
    waiting = (
        _CHASED.ready(Ticket.objects.filter(*(~solutions for solutions in _spared), state=State.RESOLVED))
        .filter(_may_be_due(policy), unanswered=False)
        .select_related("organisation", "requester__organisation", "requester__site")
        .order_by("resolved_at")
    )
    # All are read before the first is changed: SQLite can't write while a query is open.
    supposed = ((ticket, verb) for ticket in waiting.iterator() if (verb := _supposed(ticket, policy)))
    due = {ticket.pk: (ticket, verb) for ticket, verb in islice(supposed, AT_ONCE)}
    return _CHASED.each(due, lambda number: _chase(*due[number], policy)).done


def resolve_children(parent: int) -> int:
    """Resolve the open tickets that the solution of a resolved one answers too; returns how many."""
    solved = Ticket.objects.select_related("resolution_code").get(pk=parent)
    if solved.state not in {State.RESOLVED, State.CLOSED}:
        return 0
    values = {"solution": solved.solution, "code": solved.resolution_code}
    children = links.answered_with(parent).filter(state__in=OPEN).values_list("pk", flat=True)
    tally = _CHILDREN.each(list(children), lambda number: _resolve(number, values))
    tally.must_be_whole()
    return tally.done


def _may_be_due(policy: Policy) -> Q:
    """Whose days have passed if all of them were worked; the calendar tells the rest, ticket by ticket."""
    moment = clock.now()
    unasked = Q(reminded_at=None, resolved_at__lte=moment - timedelta(days=policy.remind_after_days))
    return unasked | Q(resolved_at__lte=moment - timedelta(days=policy.close_after_days)) | Q(resolved_at=None)


_UNKNOWN = "?"


def _supposed(ticket: Ticket, policy: Policy) -> str:
    """The verb whose time has come, if any; unknown where that can't be worked out."""
    try:
        return _due(ticket, policy)
    except Exception:  # noqa: BLE001 - it shows again in `_chase`, where it is noted with its ticket
        return _UNKNOWN


def _chase(ticket: Ticket, verb: str, policy: Policy) -> bool:
    known = _due(ticket, policy) if verb == _UNKNOWN else verb
    return bool(known and act(SYSTEM, ticket.pk, known))


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


def _resolve(number: int, values: Mapping[str, object]) -> bool:
    """Resolve as the system; a ticket that somebody moved in the meantime is left alone."""
    try:
        act(SYSTEM, number, "resolve", values)
    except Conflict as refusal:
        log.info("sweep.skipped", ticket=number, verb="resolve", why=str(refusal))
        return False
    return True
