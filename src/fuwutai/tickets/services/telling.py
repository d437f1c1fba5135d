"""Who is told of a change: the audiences that a verb names, turned into persons."""

from collections.abc import Callable, Iterable
from typing import Any

from fuwutai.core.prepared import Given, Prepared
from fuwutai.notices import services as notices
from fuwutai.people.models import Person
from fuwutai.tickets import readers, receivers, wording
from fuwutai.tickets.choices import Part
from fuwutai.tickets.lifecycle import Audience
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.change import Change
from fuwutai.timeline.models import Entry


def tell(change: Change, entry: Entry) -> None:
    """Queue the notices of the verb. Nobody is told of what they did themselves, or what they may not read."""
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
        notices.tell(message, persons=persons, ways=change.ways, urgent=change.urgent)


def data_of(ticket: Ticket, entry: Entry, details: dict[str, Any]) -> dict[str, Any]:
    """What notice templates may read."""
    return {
        "number": ticket.pk,
        "title": ticket.title,
        "kind": ticket.kind,
        "by": entry.actor_name,
        "text": wording.as_plain(entry.text, details),
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
