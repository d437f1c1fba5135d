"""The request pool (mission A4): what nobody has taken, by urgency, beside how busy everybody is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import ngettext

from fuwutai.people.choices import Level
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import queries
from fuwutai.tickets.choices import Grade, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import actions, rows
from fuwutai.tickets.pages.actions import Action
from fuwutai.tickets.pages.rows import Clock, Row
from fuwutai.tickets.queries import GroupLoad, Load

MOST_SHOWN = 100
# From this priority on something is pressing whoever asks for it.
_PRESSING_PRIORITY = 2


@dataclass(frozen=True)
class Waiting:
    """A ticket of the pool with what can be done about it here."""

    row: Row
    organisation: str
    since: datetime
    hint: str
    is_promised: bool
    actions: Sequence[Action]

    @property
    def clock(self) -> Clock | None:
        """The time left; how old it is stands elsewhere."""
        return self.row.clock if self.is_promised else None

    @property
    def card(self) -> dict[str, object]:
        """Named as ui/pool.html reads it."""
        clock = asdict(self.clock) if self.clock else None
        return {**asdict(self.row), "clock": clock, "organisation": self.organisation}


@dataclass(frozen=True)
class Pool:
    pressing: Sequence[Waiting]
    later: Sequence[Waiting]
    oldest: datetime | None
    has_more: bool
    people: Sequence[Load]
    groups: Sequence[GroupLoad]

    @property
    def count(self) -> int:
        return len(self.pressing) + len(self.later)

    @property
    def most_open(self) -> int:
        return max((load.open for load in self.people), default=0)


def of(actor: Actor) -> Pool:
    found = list(queries.pool(actor).defer("description", "solution")[: MOST_SHOWN + 1])
    shown = found[:MOST_SHOWN]
    waiting = [_waiting(actor, ticket, row) for ticket, row in zip(shown, rows.of(shown), strict=True)]
    pressing = [one for one, ticket in zip(waiting, shown, strict=True) if _is_pressing(ticket)]
    return Pool(
        pressing=pressing,
        later=[one for one in waiting if one not in pressing],
        oldest=min((ticket.reported_at for ticket in shown), default=None),
        has_more=len(found) > MOST_SHOWN,
        people=queries.team_load(actor),
        groups=_groups(actor),
    )


def _waiting(actor: Actor, ticket: Ticket, row: Row) -> Waiting:
    return Waiting(
        row=row,
        organisation=ticket.requester.organisation.name,
        since=ticket.reported_at,
        hint=_hint(ticket),
        is_promised=ticket.due_at is not None,
        actions=actions.some(actor, ticket, "claim", "accept", "assign"),
    )


def _hint(ticket: Ticket) -> str:
    if ticket.state == State.DISPATCHED:
        return ticket.team.name if ticket.team else ""
    if ticket.returns:
        return ngettext("returned %(num)d time", "returned %(num)d times", ticket.returns) % {"num": ticket.returns}
    return ""


def _is_pressing(ticket: Ticket) -> bool:
    return (
        ticket.grade != Grade.NORMAL
        or ticket.priority <= _PRESSING_PRIORITY
        or ticket.requester.level != Level.NORMAL
        or ticket.state == State.RETURNED
    )


def _groups(actor: Actor) -> list[GroupLoad]:
    """The groups that a desk dispatches to."""
    if not actor.can("tickets.desk"):
        return []
    teams = Team.objects.filter(active=True).exclude(pk__in=actor.team_ids).order_by("line", "id")
    return queries.group_loads(list(teams[:30]))
