"""Moving a ticket to another column of a board, which is always a verb of its lifecycle."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.people.models import Membership
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lanes, lifecycle, permissions, queries
from fuwutai.tickets.choices import Layout, Settled, State
from fuwutai.tickets.grading import overriding
from fuwutai.tickets.lanes import Lane
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket


@dataclass(frozen=True)
class Move:
    """The way into a column: a verb with what it is given, or the reason why there is none.

    A direct one needs nothing else to be asked.
    """

    lane: Lane
    verb: Verb | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    is_direct: bool = False
    reason: str = ""


def of(actor: Actor, ticket: Ticket, layout: Layout) -> list[Move]:
    """The ways into all columns but the one in which the ticket stands; what is over is always among them."""
    way = {
        Layout.STATE: _to_state, Layout.PRIORITY: _to_priority, Layout.ASSIGNEE: _to_person, Layout.TEAM: _to_group
    }[layout]  # fmt: skip
    return way(actor, ticket, [lane for lane in lanes.of(actor, layout) if not lane.has(ticket)])


# Whoever merges names another ticket, and has the list no more.
_NO_COLUMN = {State.MERGED}


def _to_state(actor: Actor, ticket: Ticket, others: Sequence[Lane]) -> list[Move]:
    return [_into_state(actor, ticket, lane) for lane in others]


def _into_state(actor: Actor, ticket: Ticket, lane: Lane) -> Move:
    """By the first of the verbs that usually lead there."""
    verbs = sorted(
        (verb for verb in lifecycle.get(ticket.kind).verbs if _leads(verb, ticket, lane)),
        key=lambda verb: verb.rank or _LAST,
    )
    allowed = next((verb for verb in verbs if permissions.may(actor, verb, ticket)), None)
    if allowed:
        return Move(lane, allowed, is_direct=not allowed.fields and not allowed.takes_files)
    if verbs:
        return Move(lane, reason=permissions.against(actor, verbs[0], ticket))
    return Move(lane, reason=_("Nothing leads there from “%(state)s”.") % {"state": ticket.get_state_display()})


_LAST = 1_000


def _leads(verb: Verb, ticket: Ticket, lane: Lane) -> bool:
    target = verb.targets[0] if verb.targets else None
    leads = target in lane.values and target not in _NO_COLUMN
    return leads and verb.is_for_people and ticket.state in verb.sources


def _to_priority(actor: Actor, ticket: Ticket, others: Sequence[Lane]) -> list[Move]:
    """By impact and urgency, asked in any case: whoever decides on them shall see both."""
    verb, reason = _found(actor, ticket, "prioritise")
    if verb is None:
        return [Move(lane, reason=reason) for lane in others]
    return [Move(lane, verb, _degrees(ticket, int(lane.key))) for lane in others]


def _degrees(ticket: Ticket, level: int) -> dict[str, Any]:
    """The impact and urgency nearest to those of the ticket that give `level` by the table; otherwise it by hand."""
    fit = [degrees for degrees, priority in queries.priorities().items() if priority == level]
    if not fit or any(each.field == Settled.PRIORITY for each in overriding.living(ticket)):
        return {"priority_by_hand": level}
    impact, urgency = min(fit, key=lambda pair: (abs(pair[0] - ticket.impact) + abs(pair[1] - ticket.urgency), pair))
    return {"impact": impact, "urgency": urgency}


def _to_person(actor: Actor, ticket: Ticket, others: Sequence[Lane]) -> list[Move]:
    """Taking it, where that is possible, otherwise assigning it."""
    verb, reason = _found(actor, ticket, "assign")
    taking = next((found for key in ("claim", "accept") if (found := _found(actor, ticket, key)[0])), None)
    groups = _groups(lane.person.pk for lane in others if lane.person)
    moves = []
    for lane in others:
        if taking and lane.person and lane.person.pk == actor.person_id:
            moves.append(Move(lane, taking, is_direct=True))
        elif verb is None:
            moves.append(Move(lane, reason=reason))
        else:
            team = _group_for(actor, ticket, groups[lane.person.pk]) if lane.person else ticket.team_id
            given = {"team": team, "assignee": lane.person.pk if lane.person else ""}
            moves.append(Move(lane, verb, given, is_direct=team is not None))
    return moves


def _groups(persons: Iterable[int]) -> dict[int, list[int]]:
    """The groups of each of `persons`, those of the first line first."""
    found: dict[int, list[int]] = {person: [] for person in persons}
    seats = Membership.objects.filter(person__in=found, team__active=True).order_by("team__line", "team")
    for person, team in seats.values_list("person", "team"):
        found[person].append(team)
    return found


def _group_for(actor: Actor, ticket: Ticket, groups: Sequence[int]) -> int | None:
    """In which of the `groups` of a person they get it: the one that has it, otherwise one that the actor is in."""
    if ticket.team_id in groups:
        return ticket.team_id
    return next((team for team in groups if team in actor.team_ids), None)


def _to_group(actor: Actor, ticket: Ticket, others: Sequence[Lane]) -> list[Move]:
    verb, reason = _found(actor, ticket, "assign")
    no_way = _("Give it to another group instead: what a group has is not left to nobody.")
    return [
        Move(lane, verb, {"team": lane.team.pk, "assignee": ""}, reason=reason)
        if lane.team
        else Move(lane, reason=no_way)
        for lane in others
    ]


def _found(actor: Actor, ticket: Ticket, key: str) -> tuple[Verb | None, str]:
    """The verb as far as it is possible now, otherwise why it is not."""
    verb = lifecycle.get(ticket.kind).verb(key)
    if verb is None:
        return None, _("There is no such action for this kind of ticket.")
    reason = permissions.against(actor, verb, ticket)
    return (None, reason) if reason else (verb, "")
