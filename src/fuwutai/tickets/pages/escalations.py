"""What was told of a ticket's promises, as the strip at its head says it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from fuwutai.core import clock, words
from fuwutai.core.prepared import Given, Prepared
from fuwutai.service_levels.choices import OPEN, Metric
from fuwutai.service_levels.models import Clock, Escalation
from fuwutai.tickets import lifecycle
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import actions
from fuwutai.tickets.pages.actions import Action, Actions
from fuwutai.timeline.models import Entry


@dataclass(frozen=True)
class Escalated:
    """The last thing that was told. While nobody has acknowledged it, `acknowledge` does so by one click."""

    sentence: str
    told: Sequence[str]
    acknowledge: Action | None = None
    seen_by: str = ""
    seen_at: datetime | None = None


def of(ticket: Ticket, allowed: Actions) -> Escalated | None:
    """None as long as nothing was told of a clock that is on. One statement, two where something was."""
    if ticket.clocks_on is None:
        return None
    found = list(_TOLD(number=ticket.pk))
    if not found:
        return None
    last = found[0]
    open_ = [one for one in found if one.acknowledged_at is None]
    said = Escalated(_sentence(last.clock), _told(ticket, len(open_) or 1))
    if open_:
        return replace(said, acknowledge=_acknowledge(ticket, allowed))
    return replace(
        said, seen_by=last.acknowledged_by.name if last.acknowledged_by else _("System"), seen_at=last.acknowledged_at
    )


_TOLD = Prepared(
    lambda: (
        Escalation.objects.select_related("clock", "acknowledged_by")
        .filter(Q(clock__number=Given("number")), clock__state__in=OPEN, told_at__isnull=False, passed_over=False)
        .order_by("-id")[:20]
    )
)


def _sentence(one: Clock) -> str:
    values = {"promise": Metric(one.metric).label, "moment": words.day_and_time(one.due_at) if one.due_at else ""}
    if one.due_at is None:
        return _("%(promise)s is on hold") % values
    if one.due_at <= clock.now():
        return _("%(promise)s overdue since %(moment)s") % values
    return _("%(promise)s due %(moment)s") % values


def _told(ticket: Ticket, number: int) -> list[str]:
    """The names of those who were told the last so many times, the first first."""
    entries = Entry.objects.filter(record=ticket.timeline, verb="escalate").order_by("-seq")[:number]
    names = [name for entry in reversed(entries) for name in entry.details.get("told") or ()]
    return list(dict.fromkeys(names))


def _acknowledge(ticket: Ticket, allowed: Actions) -> Action | None:
    verb = lifecycle.get(ticket.kind).verb("take_notice")
    if verb is None or not allowed.allows(verb.key):
        return None
    return replace(actions.action(verb, ticket), label=_("Acknowledge"), is_direct=True)
