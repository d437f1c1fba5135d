"""What an entry of a timeline is as an event."""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.utils import translation

from fuwutai.core.exports.formats import Work
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lifecycle, permissions
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

# Who acts where no person does.
SYSTEM = "system"
# Two entries that are the beginning and the end of one activity; every other entry is one that takes no time.
_SPANS = {
    "plan_visit": ("Visit", "schedule"),
    "arrive": ("Visit", "start"),
    "leave": ("Visit", "complete"),
    "call_off_visit": ("Visit", "withdraw"),
    "add_task": ("Task", "schedule"),
    "end_task": ("Task", "complete"),
}

# Puts a name, by person and as written, into the log.
Naming = Callable[[int | None, str], str]


@dataclass(frozen=True)
class Event:
    """`lifecycle` is a transition of the standard model of XES; `group` is the team that had the ticket by then."""

    activity: str
    at: datetime
    resource: str
    group: str
    lifecycle: str
    seq: int
    before: str
    after: str


@dataclass(frozen=True)
class Case:
    ticket: Ticket
    events: Sequence[Event]


def as_written(_person: int | None, name: str) -> str:
    return name


def pseudonym(person: int | None, name: str) -> str:
    """The same short code for the same person in every export of this installation, from which nobody gets the name."""
    said = f"{person or name}".encode()
    return "P-" + hmac.new(settings.TIMELINE_KEY.encode(), b"pseudonym:" + said, hashlib.sha256).hexdigest()[:10]


def cases(work: Work, naming: Naming) -> Iterator[Case]:
    """Every ticket of the work with its events in the order of their time, as far as the actor may read them."""
    for batch in work.batches():
        stories = _stories(batch)
        for ticket in batch:
            yield Case(ticket, _events(ticket, _readable(work.actor, ticket, stories.get(ticket.timeline, [])), naming))


def _stories(tickets: Sequence[Ticket]) -> Mapping[Any, list[Entry]]:
    found = Entry.objects.filter(record__in=[ticket.timeline for ticket in tickets]).defer("text", "html", "hash")
    return {record: list(entries) for record, entries in groupby(found.order_by("record", "seq"), attrgetter("record"))}


def _readable(actor: Actor, ticket: Ticket, entries: list[Entry]) -> list[Entry]:
    if permissions.sees_internal(actor, ticket):
        return entries
    return [entry for entry in entries if entry.public]


def _events(ticket: Ticket, entries: list[Entry], naming: Naming) -> list[Event]:
    told = [(entry, entry.details) for entry in entries]
    teams = [details["changes"]["team"] for _entry, details in told if "team" in details.get("changes", {})]
    group = _name(teams[0][0]) if teams else (str(ticket.team) if ticket.team else "")
    events = []
    for entry, details in told:
        if "team" in details.get("changes", {}):
            group = _name(details["changes"]["team"][1])
        activity, step = _SPANS.get(entry.verb) or (activity_of(entry.kind, entry.verb), "complete")
        events.append(
            Event(
                activity=activity,
                at=entry.at,
                resource=naming(entry.actor_id, entry.actor_name) if entry.actor_name else SYSTEM,
                group=group,
                lifecycle=step,
                seq=entry.seq,
                before=str(details.get("from", "")),
                after=str(details.get("to", "")) if isinstance(details.get("to"), str) else "",
            )
        )
    return sorted(events, key=lambda event: (event.at, event.seq))


def _name(value: Any) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else ""


@cache
def activity_of(kind: str, verb: str) -> str:
    """What an entry is called as an activity: always in English, so that two logs can be compared."""
    with translation.override("en"):
        known = next((each for each in lifecycle.verbs() if each.key == verb), None)
        if known:
            return str(known.label)
        words = verb.replace("_", " ").capitalize()
        return words or str(EntryKind(kind).label)
