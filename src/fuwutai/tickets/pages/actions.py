"""The buttons of a ticket: what its lifecycle and the actor's role allow now, in the order of the lifecycle's ranks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lifecycle, permissions
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket

# Besides "more"; a fourth button would make none of them stand out (look/README.md).
MOST_BUTTONS = 3
# A "more" menu is divided where the tens of the ranks change.
_STEP = 10


@dataclass(frozen=True)
class Action:
    """One thing that can be done. A direct one needs nothing filled in and is done by a click."""

    key: str
    label: str | LazyText
    icon: str
    url: str
    kind: str = "line"
    shortcut: str = ""
    is_direct: bool = False


@dataclass(frozen=True)
class Actions:
    """`first` is what is expected next and drawn filled, `beside` stand beside it, `more` are groups of a menu."""

    first: Action | None
    beside: Sequence[Action]
    more: Sequence[Sequence[Action]]
    allowed: frozenset[str]

    def allows(self, key: str) -> bool:
        return key in self.allowed


def of(actor: Actor, ticket: Ticket, *, pointless: Collection[str] = (), most: int = MOST_BUTTONS) -> Actions:
    """What `actor` may do now. `pointless` are verbs that have nothing to act on: no visit to arrive at, no parent."""
    possible = permissions.possible(actor, ticket)
    verbs = [verb for verb in possible if verb.rank and verb.key not in pointless]
    shown = verbs[:most]
    first = next((verb for verb in shown if verb.tone == "primary"), None)
    more = [
        [action(verb, ticket) for verb in group]
        for _tens, group in groupby(verbs[most:], key=lambda verb: verb.rank // _STEP)
    ]
    return Actions(
        first=action(first, ticket, kind="primary") if first else None,
        beside=[action(verb, ticket) for verb in shown if verb is not first],
        more=more,
        allowed=frozenset(verb.key for verb in possible),
    )


def some(actor: Actor, ticket: Ticket, *keys: str) -> list[Action]:
    """Those of the verbs `keys` that are possible now; asks for nothing that the ticket does not carry."""
    verbs = [verb for key in keys if (verb := lifecycle.get(ticket.kind).verb(key))]
    return [
        action(verb, ticket) for verb in verbs if ticket.state in verb.sources and permissions.may(actor, verb, ticket)
    ]


def action(verb: Verb, ticket: Ticket, *, kind: str = "") -> Action:
    return Action(
        key=verb.key,
        label=verb.label,
        icon=verb.icon,
        url=reverse("tickets:act", args=[ticket.pk, verb.noun]),
        kind=kind or ("danger" if verb.tone == "danger" else "line"),
        shortcut=verb.shortcut,
        is_direct=not verb.fields and not verb.takes_files,
    )
