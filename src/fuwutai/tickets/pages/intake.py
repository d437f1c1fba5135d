"""What the intake page shows beside the conversation: who calls, what of theirs is open, what will become of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Q

from fuwutai.core import clock, typed
from fuwutai.people.models import Address, Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import queries
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Category, Ticket
from fuwutai.tickets.pages import dialogs, rows
from fuwutai.tickets.pages.rows import Row
from fuwutai.tickets.queries import Filter

_MOST_SHOWN = 6
# A burst of the same fault comes within hours, and begins with the caller's neighbours.
_RECENT = timedelta(hours=12)
_LOOKED_THROUGH = 80
_ALIKE = 0.34


@dataclass(frozen=True)
class Caller:
    """`alike` are open tickets that may be about the same thing: the caller's own and recent ones next to them."""

    person: Person
    addresses: Sequence[Address]
    open_rows: Sequence[Row]
    alike: Sequence[Ticket] = field(default_factory=tuple)


def caller(actor: Actor, person: Person, *, title: str) -> Caller:
    mine = queries.tickets(actor, Filter(states=OPEN, requester=person.pk))
    found = list(mine[:_MOST_SHOWN])
    return Caller(
        person=person,
        addresses=list(person.addresses.all()),
        open_rows=rows.of(found),
        alike=_alike(actor, person, found, title),
    )


def _alike(actor: Actor, person: Person, own: Sequence[Ticket], title: str) -> list[Ticket]:
    words = _pieces(title)
    if not words:
        return []
    near = Q(organisation=person.organisation_id, reported_at__gte=clock.now() - _RECENT) & ~Q(requester=person.pk)
    recent = queries.tickets(actor, Filter(states=OPEN, extra=near))[:_LOOKED_THROUGH]
    scored = [(_likeness(words, _pieces(ticket.title)), ticket) for ticket in [*own, *recent]]
    best = sorted((pair for pair in scored if pair[0] >= _ALIKE), key=lambda pair: -pair[0])
    return [ticket for _score, ticket in best[:3]]


def _pieces(text: str) -> set[str]:
    """Words of Latin script and pairs of Chinese characters: enough to see that two lines speak of one thing."""
    pieces: set[str] = set()
    for word in "".join(letter if letter.isalnum() else " " for letter in text.lower()).split():
        if word.isascii():
            pieces.add(word)
        else:
            pieces.update(word[place : place + 2] for place in range(max(1, len(word) - 1)))
    return pieces


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


@dataclass(frozen=True)
class Effect:
    """What the choices made so far lead to."""

    priority: int
    usual_team: Team | None


def effect(impact: Any, urgency: Any, category: Any) -> Effect:
    """The priority by the table, and the group that usually solves the category. Odd values count as the usual."""
    degrees = [int(value) if str(value) in {"1", "2", "3"} else usual for value, usual in ((impact, 3), (urgency, 2))]
    found = Category.objects.filter(pk=typed.number(category) or 0).first()
    team = dialogs.usual_team(found)
    return Effect(
        priority=queries.priority(*degrees), usual_team=Team.objects.filter(pk=team).first() if team else None
    )


def found_categories(words: str, *, most: int = 12) -> list[dialogs.Node]:
    """Categories whose path holds all typed words."""
    wanted = words.lower().split()
    nodes = dialogs.category_tree() if wanted else []
    return [node for node in nodes if all(word in node.path.lower() for word in wanted)][:most]


def path_of(category: Any) -> str:
    """The words for a category that is chosen already."""
    return next((node.path for node in dialogs.category_tree() if str(node.pk) == str(category)), "")
