"""Sending a ticket from the pool to where the rules say (mission A4, C6)."""

from collections.abc import Sequence

from django.db import transaction

from fuwutai.dispatch import routing
from fuwutai.dispatch.choices import PlacementOutcome
from fuwutai.dispatch.models import Placement, Policy, Vacancy
from fuwutai.dispatch.queries.policy import in_force, policy
from fuwutai.dispatch.routing import Route
from fuwutai.dispatch.services import deciding, staffing
from fuwutai.people.models import Team
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets import permissions
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket

_IN_POOL = {State.NEW, State.RETURNED}


def place(number: int) -> None:
    """Send the ticket where the first rule that holds says, if it still lies in the pool.

    Safe to repeat: what was placed lies there no more, and what was left to the desk is remembered.
    """
    with transaction.atomic():
        ticket = permissions.fetch(SYSTEM, number, lock=True)
        if ticket.state not in _IN_POOL or ticket.assignee_id:
            return
        earlier = list(Placement.objects.filter(ticket=ticket))
        settings = policy()
        if ticket.returns >= settings.most_returns:
            _leave(ticket, earlier, Route())
            return
        route = _route(ticket, earlier, settings)
        if route.stays or (route.team is None and route.refused):
            _leave(ticket, earlier, route)
        elif route.team is not None:
            _send(ticket, route, route.team)


def _route(ticket: Ticket, earlier: Sequence[Placement], settings: Policy) -> Route:
    back = [placement for placement in earlier if placement.outcome == PlacementOutcome.RETURNED]
    route = routing.route(
        ticket, in_force(), returned_by={placement.rule_id for placement in back if placement.rule_id}
    )
    if route.rule is None and not route.refused and settings.by_category:
        team = routing.team_of_category(ticket.category)
        if team and team.pk not in {placement.team_id for placement in back}:
            return Route(team)
    return route


def _send(ticket: Ticket, route: Route, team: Team) -> None:
    choice = staffing.choose(ticket, route.rule) if route.rule else staffing.NOBODY
    chosen = choice.person.person if choice.person else None
    person = team.members.get(pk=chosen) if chosen else None
    sent = tickets.act(SYSTEM, ticket.pk, "assign", {"team": team, "assignee": person})
    Placement.objects.create(ticket=sent, rule=route.rule, team=team, person=person, round=_round(ticket))
    if person is None and route.rule and route.rule.seeks_a_person:
        values = {"team": team, "rule": route.rule}
        Vacancy.objects.update_or_create(ticket=sent, defaults=values)
    deciding.tell(sent, route, choice)


def _leave(ticket: Ticket, earlier: Sequence[Placement], route: Route) -> None:
    """Write down, once for each time it comes to the pool, that the service desk decides."""
    this = (_round(ticket), route.rule.pk if route.rule else None, PlacementOutcome.LEFT)
    if this not in {(placement.round, placement.rule_id, placement.outcome) for placement in earlier}:
        Placement.objects.create(ticket=ticket, rule=route.rule, round=this[0], outcome=PlacementOutcome.LEFT)
        deciding.tell_left(ticket, route)


def _round(ticket: Ticket) -> int:
    return ticket.returns + ticket.reopenings
