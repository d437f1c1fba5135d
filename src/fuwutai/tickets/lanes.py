"""The columns of a board: which tickets stand in each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core.texts import LazyText
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import queries
from fuwutai.tickets.choices import ENDED, Layout, Priority, State
from fuwutai.tickets.models import Ticket

# Beside that of what nobody has; more would be no board any more, and each costs a query.
MOST_LANES = 12
NOBODY = "none"
# The column of what is over, which a board has only where its list shows that.
OVER = "over"


@dataclass(frozen=True)
class Lane:
    """A column. A ticket stands in it whose `field` has one of `values`."""

    key: str
    label: str | LazyText
    field: str
    values: tuple[Any, ...]
    person: Person | None = None
    team: Team | None = None

    @property
    def holds(self) -> Q:
        if self.values == (None,):
            return Q(**{f"{self.field}__isnull": True})
        return Q(**({self.field: self.values[0]} if len(self.values) == 1 else {f"{self.field}__in": self.values}))

    def has(self, ticket: Ticket) -> bool:
        return getattr(ticket, self.field) in self.values


def of(actor: Actor, layout: Layout) -> list[Lane]:
    """The columns of a board for this reader, from left to right."""
    return {
        Layout.STATE: _by_state, Layout.PRIORITY: _by_priority, Layout.ASSIGNEE: _by_person, Layout.TEAM: _by_group,
    }[layout](actor)  # fmt: skip


# What comes back to the desk stands with what is new to it.
_TO_DISPATCH = (State.NEW, State.RETURNED)
_OWN_COLUMN = (State.DISPATCHED, State.IN_PROGRESS, State.WAITING, State.RESOLVED)


def _by_state(_actor: Actor) -> list[Lane]:
    return [
        Lane(State.NEW.value, _("New or returned"), "state", _TO_DISPATCH),
        *(Lane(state.value, state.label, "state", (state,)) for state in _OWN_COLUMN),
        Lane(OVER, _("Over"), "state", ENDED),
    ]


def _by_priority(_actor: Actor) -> list[Lane]:
    return [Lane(str(level.value), level.label, "priority", (level.value,)) for level in Priority]


def _by_person(actor: Actor) -> list[Lane]:
    """Nobody, the reader, and the busiest of their groups by name."""
    me = actor.person_id
    loads = sorted(queries.team_load(actor), key=lambda load: (load.person.pk != me, -load.open, load.person.pk))
    people = sorted((load.person for load in loads[:MOST_LANES]), key=lambda one: (one.pk != me, one.name))
    lanes = [Lane(str(one.pk), one.name, "assignee_id", (one.pk,), person=one) for one in people]
    return [Lane(NOBODY, _("Nobody yet"), "assignee_id", (None,)), *lanes]


def _by_group(actor: Actor) -> list[Lane]:
    """None, the groups of the reader, and those with which most lies, in the order of their lines."""
    teams = list(Team.objects.filter(active=True).order_by("line", "id"))
    work = {load.team.pk: load.open for load in queries.group_loads(teams)}
    first = sorted(teams, key=lambda team: (team.pk not in actor.team_ids, -work[team.pk]))[:MOST_LANES]
    lanes = [Lane(str(team.pk), team.name, "team_id", (team.pk,), team=team) for team in teams if team in first]
    return [Lane(NOBODY, _("No group yet"), "team_id", (None,)), *lanes]
