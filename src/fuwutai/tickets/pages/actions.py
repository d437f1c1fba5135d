"""The buttons of a ticket: what its lifecycle and the actor's role allow now, in the order of the lifecycle's ranks."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.core.errors import Invalid
from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lifecycle, permissions
from fuwutai.tickets.lifecycle import Sequel, Verb
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
    # What can follow a message at once.
    sequels: Sequence["Following"] = ()

    def allows(self, key: str) -> bool:
        return key in self.allowed


@dataclass(frozen=True)
class Following:
    """A verb that is possible right after a message. One that `asks` can't do without what its sheet asks for."""

    verb: Verb
    sequel: Sequel

    @property
    def name(self) -> str:
        return self.sequel.name or self.verb.noun

    @property
    def label(self) -> str | LazyText:
        return self.sequel.label or self.verb.label

    @property
    def given(self) -> dict[str, str]:
        return dict(self.sequel.given)

    @property
    def asks(self) -> bool:
        return any(field.required and field.name not in self.given for field in self.verb.fields)


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
        sequels=_sequels(possible),
    )


def following(ticket: Ticket, name: str) -> Following:
    """What a form means by this name, or by the noun or key of a verb.

    Raises Invalid where the kind has no such verb, or it makes no sense right after a message.
    """
    offered = _sequels(lifecycle.get(ticket.kind).verbs)
    found = next((each for each in offered if name == each.name), None)
    found = found or next((each for each in offered if name == each.verb.key), None)
    if found is None:
        sentence = _("This can't follow a message. These can: %(known)s.")
        raise Invalid(sentence % {"known": ", ".join(each.name for each in offered)})
    return found


def _sequels(verbs: Iterable[Verb]) -> list[Following]:
    found = [Following(verb, sequel) for verb in verbs for sequel in verb.sequels]
    # Those that have a name of their own are the more usual sort of a verb, and begin with it.
    return sorted(found, key=lambda each: (each.verb.rank, not each.sequel.name))


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
