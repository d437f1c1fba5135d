"""When a ticket was on hold, as its timeline tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fuwutai.people import permissions as people
from fuwutai.tickets import receivers
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

# The name of this pause in the ledgers; repairs have names of their own.
WAIT = "wait"


def last_update(ticket: Ticket) -> datetime:
    """When whoever asked heard of it from us for the last time, or told us; reads the timeline like `of`."""
    entries = Entry.objects.filter(record=ticket.timeline, public=True, actor__in=people.staff())
    newest = entries.exclude(actor=ticket.requester_id).order_by("-seq")
    last = next((entry for entry in newest if receivers.was_heard(ticket, entry)), None)
    return max(last.at, ticket.reported_at) if last else ticket.reported_at


@dataclass(frozen=True)
class Wait:
    """One hold. `end` is None while it goes on."""

    reason: str
    start: datetime
    end: datetime | None


def of(ticket: Ticket) -> Iterator[Wait]:
    """The holds of a ticket in their order; reads its timeline, so it is for the rare cases.

    Merged it goes on waiting, for whoever undoes the merge.
    """
    entries = Entry.objects.filter(record=ticket.timeline, details_json__contains=f'"{State.WAITING}"').order_by("seq")
    begun: Entry | None = None
    for entry in entries:
        if entry.details.get("to") == State.WAITING and begun is None:
            begun = entry
        elif begun is not None and entry.details.get("from") == State.WAITING and entry.details["to"] != State.MERGED:
            yield Wait(str(begun.details.get("wait_for", "")), begun.at, entry.at)
            begun = None
    if begun is not None:
        yield Wait(str(begun.details.get("wait_for", "")), begun.at, None)
