"""What the intake page shows beside the conversation: who calls, what of theirs is open, what will become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fuwutai.core import typed
from fuwutai.people.models import Address, Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import queries
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Category
from fuwutai.tickets.pages import dialogs, rows
from fuwutai.tickets.pages.rows import Row
from fuwutai.tickets.queries import Filter

_MOST_SHOWN = 6


@dataclass(frozen=True)
class Caller:
    """Somebody who calls, how they can be reached, and what of theirs is open."""

    person: Person
    addresses: Sequence[Address]
    open_rows: Sequence[Row]


def caller(actor: Actor, person: Person) -> Caller:
    mine = queries.tickets(actor, Filter(states=OPEN, requester=person.pk))
    found = list(mine[:_MOST_SHOWN])
    return Caller(
        person=person,
        addresses=list(person.addresses.all()),
        open_rows=rows.of(found),
    )


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
