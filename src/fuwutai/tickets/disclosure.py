"""What of a public entry is for whoever asked for help, and not only for those who work on it."""

from typing import Any

from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry


def details(entry: Entry, ticket: Ticket) -> dict[str, Any]:
    """The details of a public entry without what is only ours.

    What somebody quoted below their mail stays only where the requester's side wrote it: a colleague who answers one of
    our own notices would otherwise hand on an internal note.
    """
    told = entry.details
    told.pop("changes", None)
    told.pop("mentions", None)
    if entry.actor_id not in {ticket.requester_id, ticket.reporter_id}:
        told.pop("quoted", None)
    return told
