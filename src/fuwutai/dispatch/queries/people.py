"""Who of a group could take a ticket now: duty, skill, what each has and can take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fuwutai.core import clock
from fuwutai.dispatch.choosing import Candidate, is_free
from fuwutai.dispatch.models import Capacity, DispatchRule, Turns
from fuwutai.duty import queries as duty
from fuwutai.people.models import Person, Team
from fuwutai.tickets import permissions
from fuwutai.tickets import queries as tickets
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry


def candidates(ticket: Ticket, rule: DispatchRule, turns: Turns) -> list[Candidate]:
    """Everybody in the rule's group as they stand towards this ticket."""
    people = members(rule.team_id)
    asked = askers_among(people, ticket)
    return _stand(people, _Known(rule.team_id, clock.now(), rule.skill_id, turns.last, asked, _let_it_lie(ticket)))


def free(team: Team) -> list[Candidate]:
    """Those of a group who could take one more of anything now."""
    return [one for one in standing(team) if is_free(one)]


def standing(team: Team) -> list[Candidate]:
    """Everybody in a group as they stand now, whatever ticket may come."""
    turns = Turns.objects.filter(team=team).first()
    return _stand(members(team.pk), _Known(team.pk, clock.now(), turns=turns.last if turns else {}))


def members(team_id: int) -> list[Person]:
    return list(Person.objects.filter(teams=team_id, active=True).order_by("name", "pk"))


def askers_among(people: Sequence[Person], ticket: Ticket) -> set[int]:
    """The ids of those who asked for the ticket, and may not work on it."""
    ids = [person.pk for person in people]
    return set(Person.objects.filter(permissions.askers(ticket), pk__in=ids).values_list("pk", flat=True))


def levels(rule: DispatchRule, people: Sequence[Person]) -> list[bool]:
    """For each of `people` whether they have the rule's skill at its level."""
    known = duty.levels_of([person.pk for person in people], skill_ids=[rule.skill_id or 0])
    return [known.get((person.pk, rule.skill_id or 0), 0) >= rule.level for person in people]


@dataclass(frozen=True)
class _Known:
    team_id: int
    at: datetime
    skill_id: int | None = None
    turns: dict[int, int] | None = None
    asked: frozenset[int] | set[int] = frozenset()
    lapsed: frozenset[int] | set[int] = frozenset()


def _stand(people: Sequence[Person], known: _Known) -> list[Candidate]:
    ids = [person.pk for person in people]
    on_duty = {person.pk for person in duty.on_duty(known.team_id, known.at)}
    busy = {load.person.pk: load.open - load.waiting for load in tickets.loads_of(people)}
    levels = duty.levels_of(ids, skill_ids=[known.skill_id]) if known.skill_id else {}
    most, turns = _most(known.team_id, ids), known.turns or {}
    return [
        Candidate(
            person=person.pk,
            name=person.name,
            load=busy[person.pk],
            most=most[person.pk],
            level=levels.get((person.pk, known.skill_id or 0), 0),
            turn=turns.get(person.pk, 0),
            on_duty=person.pk in on_duty,
            asked=person.pk in known.asked,
            lapsed=person.pk in known.lapsed,
        )
        for person in people
    ]


def _most(team_id: int, people: Sequence[int]) -> dict[int, int | None]:
    """How much each can take: what is said of them, or else of the group; None where nobody said anything."""
    found = Capacity.objects.filter(Q(team=team_id) | Q(person__in=people))
    known = {capacity.person_id: capacity.most for capacity in found}
    return {person: known.get(person, known.get(None)) for person in people}


def _let_it_lie(ticket: Ticket) -> set[int]:
    """From whom it was taken because they did not touch it."""
    entries = Entry.objects.filter(record=ticket.timeline, verb="hand_back")
    return {entry.details["assignee"]["id"] for entry in entries if entry.details.get("assignee")}
