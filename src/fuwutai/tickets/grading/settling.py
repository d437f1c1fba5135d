"""Putting a judgement into a ticket: when it is logged, after a verb, and when something happened by itself."""

from collections.abc import Container
from datetime import datetime

from fuwutai.core import clock, facts, rows
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets.choices import Settled
from fuwutai.tickets.facts import TicketActed
from fuwutai.tickets.grading import judging
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import deciding
from fuwutai.tickets.services.change import Change
from fuwutai.timeline.models import TIMELINE_FIELDS
from fuwutai.timeline.services import Draft


def begin(ticket: Ticket) -> list[Draft]:
    """Settle a ticket that is not yet inserted; returns what its timeline has to tell of that."""
    judgement = judging.judge(ticket)
    for name, value in judgement.values.items():
        setattr(ticket, name, value)
    return [deciding.draft(decision) for decision in judgement.decisions]


def after(change: Change) -> None:
    """Settle a ticket again if the verb changed what rules look at; what came of it follows the verb's entry."""
    changed = change.touched & judging.INPUTS
    if changed:
        _settle(change, changed)


def anew(change: Change, *fields: Settled) -> None:
    """Settle fields that somebody gave back to the rules."""
    causes = {Settled.GRADE: judging.LIFTED, Settled.PRIORITY: "impact"}
    _settle(change, {causes[field] for field in fields if field in causes})


def _settle(change: Change, changed: Container[str]) -> None:
    judgement = judging.judge(change.ticket, changed=changed)
    told = [decision for decision in judgement.decisions if decision.because.key != "priority_table"]
    deciding.record(change, *told)
    # A priority that follows from impact and urgency is told with them, in one line.
    if len(told) < len(judgement.decisions):
        change.set(priority=judgement.priority)
    change.put(**{name: new for name, new in judgement.values.items() if getattr(change.ticket, name) != new})


def again(ticket: Ticket, *fields: str, at: datetime | None = None) -> bool:
    """Settle a held ticket whose `fields` changed by themselves, and save those; returns whether the outcome is new.

    Everybody who listens to verbs hears of it.
    """
    judgement = judging.judge(ticket, changed=fields)
    turned = [name for name, new in judgement.values.items() if getattr(ticket, name) != new]
    for name in turned:
        setattr(ticket, name, judgement.values[name])
    entries = deciding.write(ticket, *judgement.decisions, at=at)
    ticket.version += 1
    ticket.changed_at = clock.now()
    rows.save(ticket, [*fields, *turned, "version", "changed_at", *TIMELINE_FIELDS])
    for entry in entries[:1]:
        facts.announce(TicketActed(ticket=ticket, entry=entry, actor=SYSTEM, before=ticket.state))
    return bool(turned)
