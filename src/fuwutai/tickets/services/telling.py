"""Who is told of a change: the audiences that a verb names, turned into persons."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fuwutai.core.prepared import Given, Prepared
from fuwutai.notices import services as notices
from fuwutai.notices.choices import Channel
from fuwutai.people.models import Person
from fuwutai.tickets import readers, receivers, wording
from fuwutai.tickets.choices import Part
from fuwutai.tickets.lifecycle import Audience
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.change import Change
from fuwutai.timeline.models import Entry


@dataclass(frozen=True)
class Told:
    """What a verb has to tell some persons."""

    message: notices.Message
    persons: Mapping[int, Person]
    ways: Sequence[Channel] | None = None
    urgent: bool = False


def of(change: Change, entry: Entry) -> Iterator[Told]:
    """The notices of the verb. Nobody is told of what they did themselves, or what they may not read."""
    for line in change.verb.tells:
        persons = [
            person
            for audience in line.to
            for person in _AUDIENCES[audience](change)
            if person.pk != change.actor.person_id
        ]
        if persons and not change.verb.public:
            kept_from = readers.whose_request(change.ticket)
            persons = [person for person in persons if person.pk not in kept_from]
        message = notices.Message(
            kind=line.notice, record=change.ticket.timeline, data=data_of(change.ticket, entry, change.details)
        )
        yield Told(message, {person.pk: person for person in persons}, change.ways, change.urgent)


def tell(turn: Iterable[Told]) -> None:
    """Queue the notices of what was done in one turn.

    Whoever is told several things that follow from each other (an answer, and that it is solved) gets one message with
    all of it, of the kind of the last.
    """
    left = deque(turn)
    while left:
        told = left.popleft()
        for later in [left.popleft() for _each in range(len(left))]:
            joins = later.message.kind in _TAKEN_UP_BY.get(told.message.kind, ())
            both = told.persons.keys() & later.persons.keys() if joins else frozenset[int]()
            left += [_only(_joined(told.message, later), both), _without(later, both)] if both else [later]
            told = _without(told, both)
        if told.persons:
            notices.tell(told.message, persons=told.persons.values(), ways=told.ways, urgent=told.urgent)


# What the requester's side is told, and by which later notices of the same turn it can be said as well.
_TAKEN_UP_BY = {
    "ticket.replied": {"ticket.resolved", "ticket.closed", "ticket.reopened"},
    "ticket.resolved": {"ticket.closed"},
}

_NAMES = [kind.removeprefix("ticket.") for kind in _TAKEN_UP_BY]


def _joined(message: notices.Message, later: Told) -> Told:
    """What is told later, with what the message tells under the name of its kind. It may not be declined any more."""
    name = message.kind.removeprefix("ticket.")
    taken_up = {key: message.data[key] for key in _NAMES if key in message.data}
    data = {**later.message.data, **taken_up, name: {key: message.data[key] for key in ("text", "by", "seq")}}
    return replace(later, message=replace(later.message, data=data, must_reach=True))


def _only(told: Told, persons: Collection[int]) -> Told:
    return replace(told, persons={key: person for key, person in told.persons.items() if key in persons})


def _without(told: Told, persons: Collection[int]) -> Told:
    return _only(told, told.persons.keys() - persons)


def data_of(ticket: Ticket, entry: Entry, details: dict[str, Any]) -> dict[str, Any]:
    """What notice templates may read."""
    return {
        "number": ticket.pk,
        "title": ticket.title,
        "kind": ticket.kind,
        "by": entry.actor_name,
        "text": wording.as_plain(entry.text, details) or wording.names_of_files(details),
        "seq": entry.seq,
        "details": details,
    }


def data_ahead(change: Change, details: dict[str, Any]) -> dict[str, Any]:
    """The same for what is told before the entry is written, by a verb itself."""
    entry = Entry(seq=change.ticket.timeline_length + 1, actor_name=change.actor.name, text=change.text)
    return data_of(change.ticket, entry, details)


def _requester(change: Change) -> Iterable[Person]:
    return receivers.askers(change.ticket)


def _owner(change: Change) -> Iterable[Person]:
    return [change.ticket.owner] if change.ticket.owner else []


def _assignee(change: Change) -> Iterable[Person]:
    return [change.ticket.assignee] if change.ticket.assignee else []


def _lead(change: Change) -> Iterable[Person]:
    ticket = change.ticket
    return [] if ticket.assignee_id or not ticket.team or not ticket.team.lead else [ticket.team.lead]


def _group(change: Change) -> Iterable[Person]:
    """Its members but for the lead, who is told as such."""
    ticket = change.ticket
    if ticket.assignee_id or not ticket.team:
        return []
    return [person for person in _MEMBERS(team=ticket.team_id) if person.pk != ticket.team.lead_id]


def _task_group(change: Change) -> Iterable[Person]:
    team = change.values.get("team")
    return [] if team is None or change.values.get("assignee") else _MEMBERS(team=team.pk)


_MEMBERS = Prepared(lambda: Person.objects.filter(teams=Given("team"), active=True))


def _desk(change: Change) -> Iterable[Person]:
    ticket = change.ticket
    if ticket.owner:
        return [ticket.owner]
    return [ticket.desk.lead] if ticket.desk and ticket.desk.lead else []


def _with_part(part: Part) -> Callable[[Change], Iterable[Person]]:
    def find(change: Change) -> Iterable[Person]:
        return _TAKING_PART(ticket=change.ticket.pk, part=part.value)

    return find


_TAKING_PART = Prepared(
    lambda: Person.objects.filter(participations__ticket=Given("ticket"), participations__part=Given("part"))
)


def _named(change: Change) -> Iterable[Person]:
    return change.named


def _mentioned(change: Change) -> Iterable[Person]:
    return [person for person in change.values.get("mentions") or () if person not in change.named]


_AUDIENCES: dict[Audience, Callable[[Change], Iterable[Person]]] = {
    Audience.REQUESTER: _requester,
    Audience.OWNER: _owner,
    Audience.ASSIGNEE: _assignee,
    Audience.LEAD: _lead,
    Audience.GROUP: _group,
    Audience.TASK_GROUP: _task_group,
    Audience.PARTICIPANTS: _with_part(Part.PARTICIPANT),
    Audience.WATCHERS: _with_part(Part.WATCHER),
    Audience.DESK: _desk,
    Audience.NAMED: _named,
    Audience.MENTIONED: _mentioned,
}
