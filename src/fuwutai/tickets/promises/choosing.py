"""Which agreements hold for a ticket."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from fuwutai.rules import conditions
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.ledger import Terms
from fuwutai.service_levels.queries import Promise, Promises
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.grading import tolerance
from fuwutai.tickets.models import Ticket


def for_requester(ticket: Ticket, promises: Promises) -> Promise | None:
    """The service level agreement: the first in order whose conditions hold. The ticket need not be saved."""
    return _first(promises.by_kind[AgreementKind.SLA], ticket)


def for_group(ticket: Ticket, promises: Promises) -> list[Promise]:
    """What the group that works on it has agreed to: at most one agreement within, and one supplier contract."""
    if ticket.team_id is None:
        return []
    of_ours = [one for one in promises.by_kind[AgreementKind.OLA] if one.agreement.team_id in {None, ticket.team_id}]
    contracts = [one for one in promises.by_kind[AgreementKind.SUPPLIER] if one.agreement.team_id == ticket.team_id]
    return [one for one in (_first(of_ours, ticket), _first(contracts, ticket)) if one]


def terms(ticket: Ticket, promise: Promise, metric: Metric, *, table: tolerance.Table | None = None) -> Terms | None:
    """What is promised. Nobody is left without an answer for longer than their symptom allows (mission C4).

    `table` is tried instead of the table of tolerable waiting.
    """
    found = promise.terms(metric, ticket.priority)
    if found and metric == Metric.RESPONSE and promise.agreement.kind == AgreementKind.SLA:
        tolerable = tolerance.minutes(ticket, table=table)
        if tolerable and tolerable * 60 < found.target_s:
            return replace(found, target_s=tolerable * 60)
    return found


def reads(promises: Promises) -> frozenset[str]:
    """The fields of a ticket on which it depends what is promised."""
    return _reads(tuple(one.agreement.conditions_json for one in promises.by_agreement.values()))


@lru_cache(maxsize=8)
def _reads(several: tuple[str, ...]) -> frozenset[str]:
    rules = (rule for text in several for rule in conditions.stored(text, TICKETS).rules)
    return frozenset({"priority", *(rule.field.key for rule in rules)})


def _first(promises: Sequence[Promise], ticket: Ticket) -> Promise | None:
    timely = (one for one in promises if one.agreement.is_for(ticket.entered_at))
    return next((one for one in timely if one.agreement.conditions(TICKETS).holds(ticket)), None)
