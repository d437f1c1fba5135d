"""Taking down what somebody says on the phone, at the counter or on paper: one transaction, whatever becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from fuwutai.people import services as people
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets.choices import Then
from fuwutai.tickets.models import ResolutionCode, Ticket
from fuwutai.tickets.services.acting import act
from fuwutai.tickets.services.logging import Report, log


@dataclass(frozen=True)
class Outcome:
    """What shall become of the ticket. `team` is given for a dispatch, `solution` and `code` for a solution."""

    then: Then = Then.POOL
    team: Team | None = None
    assignee: Person | None = None
    solution: str = ""
    code: ResolutionCode | None = None


def take_down(actor: Actor, report: Report, outcome: Outcome, *, addresses: Sequence[tuple[str, str]] = ()) -> Ticket:
    """Log the report and carry out its outcome.

    A requester who is not saved yet is entered first, with `addresses`, as not confirmed by us. What is back-filled
    was claimed and solved when we were told, not when it is entered (mission A7). Raises Forbidden or Invalid.
    """
    actor.must("tickets.log", within=report.requester.organisation.path)
    with transaction.atomic():
        if not report.requester.pk:
            people.save_person(report.requester, addresses=addresses)
        ticket = log(actor, report)
        at = report.reported_at if ticket.backfilled else None
        for verb, values in _steps(outcome):
            ticket = act(actor, ticket.pk, verb, values, at=at)
    return ticket


def _steps(outcome: Outcome) -> list[tuple[str, dict[str, Any]]]:
    if outcome.then == Then.KEEP:
        return [("claim", {})]
    if outcome.then == Then.DISPATCH:
        return [("assign", {"team": outcome.team, "assignee": outcome.assignee})]
    if outcome.then == Then.SOLVED:
        return [("claim", {}), ("resolve", {"solution": outcome.solution, "code": outcome.code})]
    return []
