"""Who is told of a change: the audiences that a verb names, turned into persons."""

from collections.abc import Callable, Iterable
from typing import Any

from fuwutai.core.prepared import Given, Prepared
from fuwutai.notices import services as notices
from fuwutai.people.models import Person
from fuwutai.tickets.choices import Part
from fuwutai.tickets.lifecycle import Audience
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.change import Change
from fuwutai.timeline.models import Entry


def tell(change: Change, entry: Entry) -> None:
    """Queue the notices of the verb. Nobody is told of what they did themselves."""
    for line in change.verb.tells:
        persons = [
            person
            for audience in line.to
            for person in _AUDIENCES[audience](change)
            if person.pk != change.actor.person_id
        ]
        message = notices.Message(
            kind=line.notice, record=change.ticket.timeline, data=data_of(change.ticket, entry, change.details)
        )
        notices.tell(message, persons=persons)


def data_of(ticket: Ticket, entry: Entry, details: dict[str, Any]) -> dict[str, Any]:
    """What notice templates may read."""
    return {
        "number": ticket.pk,
        "title": ticket.title,
        "kind": ticket.kind,
        "by": entry.actor_name,
        "text": entry.text,
        "seq": entry.seq,
        "details": details,
    }


def _requester(change: Change) -> Iterable[Person]:
    return requester_of(change.ticket)


def _owner(change: Change) -> Iterable[Person]:
    return [change.ticket.owner] if change.ticket.owner else []


def _assignee(change: Change) -> Iterable[Person]:
    return [change.ticket.assignee] if change.ticket.assignee else []


def _group(change: Change) -> Iterable[Person]:
    ticket = change.ticket
    return [] if ticket.assignee_id or not ticket.team else _MEMBERS(team=ticket.team_id)


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
    Audience.GROUP: _group,
    Audience.PARTICIPANTS: _with_part(Part.PARTICIPANT),
    Audience.WATCHERS: _with_part(Part.WATCHER),
    Audience.DESK: _desk,
    Audience.NAMED: _named,
    Audience.MENTIONED: _mentioned,
}


def requester_of(ticket: Ticket) -> list[Person]:
    """The persons who get receipts and answers: the requester, and who reported for them."""
    return [person for person in (ticket.requester, ticket.reporter) if person]
