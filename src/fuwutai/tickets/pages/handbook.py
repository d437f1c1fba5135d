"""The lifecycle of a kind in words: each verb with from where to where, by whom, with what, and who is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.tickets.choices import State
from fuwutai.tickets.lifecycle import Audience, Kind, Verb, Who
from fuwutai.tickets.models import Ticket


@dataclass(frozen=True)
class VerbLine:
    """A line of the table. `sources` is empty where the verb is possible in every state."""

    verb: Verb
    sources: Sequence[LazyText]
    targets: Sequence[LazyText]
    who: Sequence[LazyText]
    required: Sequence[str]
    optional: Sequence[str]
    told: Sequence[LazyText]


WHO: dict[Who, LazyText] = {
    Who.REQUESTER: _("Requester"),
    Who.FOLLOWER: _("Whoever follows it"),
    Who.DESK: _("Service desk"),
    Who.OWNER: _("Owner"),
    Who.ASSIGNEE: _("Who works on it"),
    Who.GROUP: _("Members of the group"),
    Who.LEAD: _("Lead of the group"),
    Who.PARTICIPANT: _("Participants"),
    Who.MANAGER: _("Desk manager"),
    Who.READER: _("Staff who may see it"),
    Who.SYSTEM: _("The system"),
}
AUDIENCES: dict[Audience, LazyText] = {
    Audience.REQUESTER: _("Requester"),
    Audience.OWNER: _("Owner"),
    Audience.ASSIGNEE: _("Who works on it"),
    Audience.LEAD: _("Lead of the group"),
    Audience.GROUP: _("Members of the group"),
    Audience.TASK_GROUP: _("Members of the group that gets the task"),
    Audience.PARTICIPANTS: _("Participants"),
    Audience.WATCHERS: _("Whoever follows it"),
    Audience.DESK: _("Owner or desk lead"),
    Audience.NAMED: _("Whoever was chosen"),
    Audience.MENTIONED: _("Whoever is mentioned"),
}


def lines(kind: Kind, actor: Actor) -> list[VerbLine]:
    """Every verb of `kind`, those that move the ticket first."""
    ordered = sorted(kind.verbs, key=lambda verb: (not verb.targets, verb.rank or 100))
    return [_line(verb, kind, actor) for verb in ordered]


def _line(verb: Verb, kind: Kind, actor: Actor) -> VerbLine:
    blank = Ticket(pk=0, kind=kind.key)
    labels = [(field.required, str(field.make(blank, actor).label)) for field in verb.fields]
    return VerbLine(
        verb=verb,
        sources=[] if verb.sources == frozenset(State) else [state.label for state in State if state in verb.sources],
        targets=[state.label for state in verb.targets],
        who=[label for who, label in WHO.items() if who in verb.who],
        required=[label for required, label in labels if required],
        optional=[label for required, label in labels if not required],
        told=list(dict.fromkeys(AUDIENCES[audience] for tell in verb.tells for audience in tell.to)),
    )
