"""The views of somebody as they have put them, and what lies in each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.http import QueryDict

from fuwutai.core import rows
from fuwutai.people.permissions import Actor
from fuwutai.tickets import filters
from fuwutai.tickets import queries as tickets
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.filters import Ground
from fuwutai.tickets.queries import Filter
from fuwutai.workspace import permissions
from fuwutai.workspace.choices import Sign
from fuwutai.workspace.models import Bookmark, View

# More of them are found on the page of all views.
MOST_IN_RAIL = 12
MOST_COUNTED = 1_000
_PRESSING = frozenset({Sign.CLOCK, Sign.ALARM, Sign.URGENT})
_AFTER_ALL_PLACED = 100_000


@dataclass(frozen=True)
class Placed:
    """A view where one person has put it."""

    view: View
    bookmark: Bookmark | None

    @property
    def is_pinned(self) -> bool:
        return self.bookmark is None or self.bookmark.is_pinned

    @property
    def is_start(self) -> bool:
        return self.bookmark is not None and self.bookmark.is_start

    @property
    def is_hot(self) -> bool:
        """Whether its number is drawn as a warning: what it shows can't wait."""
        return self.view.icon in _PRESSING

    @property
    def place(self) -> tuple[int, int]:
        own = self.bookmark.position if self.bookmark else None
        return (_AFTER_ALL_PLACED + self.view.position if own is None else own, self.view.pk)


def placed(actor: Actor) -> list[Placed]:
    """The views that are meant for the actor, in their order; two queries."""
    marks = {mark.view_id: mark for mark in Bookmark.objects.filter(person=actor.person_id)}
    found = [Placed(view, marks.get(view.pk)) for view in permissions.meant_for(actor)]
    return sorted(found, key=lambda each: each.place)


def in_rail(actor: Actor) -> list[Placed]:
    return [each for each in placed(actor) if each.is_pinned][:MOST_IN_RAIL]


def bookmark(actor: Actor, view: View) -> Bookmark | None:
    return Bookmark.objects.filter(person=actor.person_id, view=view).first()


def start(actor: Actor) -> View | None:
    """The view with which the actor wants to begin, as long as it is meant for them."""
    marks = Bookmark.objects.filter(person=actor.person_id, is_start=True)
    return permissions.meant_for(actor).filter(pk__in=marks.values("view")).first()


def ground(view: View) -> Ground:
    return Ground(view.conditions(TICKETS), view.whose)


def filter_of(actor: Actor, view: View) -> Filter:
    """What the view shows to this actor when nothing stands in the address."""
    return filters.read(actor, QueryDict(), ground(view)).filter


def counts(actor: Actor, views: Sequence[View]) -> dict[int, int]:
    """How many tickets the actor sees in each view, by its key, counted no further than MOST_COUNTED; one query."""
    parts, values = [], []
    for view in views:
        found = tickets.tickets(actor, filter_of(actor, view)).order_by().values("pk")[:MOST_COUNTED]
        try:
            sql, given = found.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT %s, COUNT(*) FROM ({sql}) AS part")  # noqa: S608 - of the ORM
        values += [view.pk, *given]
    return dict(rows.read(" UNION ALL ".join(parts), *values)) if parts else {}


def count(actor: Actor, view: View) -> int:
    """How many tickets the actor would see in a view that need not be saved, counted no further than MOST_COUNTED."""
    return len(tickets.tickets(actor, filter_of(actor, view)).order_by().values_list("pk", flat=True)[:MOST_COUNTED])
