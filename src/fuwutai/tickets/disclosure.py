"""What of an entry is for whoever reads it, and not only for those who work on the ticket, or on another one."""

from collections.abc import Container, Iterable
from typing import Any

from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions
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
    told.pop("macro", None)
    told.pop("not_to", None)
    if entry.actor_id not in {ticket.requester_id, ticket.reporter_id}:
        told.pop("quoted", None)
    return told


def others(actor: Actor, entries: Iterable[Entry]) -> frozenset[int]:
    """The numbers of the other tickets that `entries` tell of and that `actor` may see, in one query at most."""
    # Most entries tell of none, which the text shows before it is understood.
    told = [entry.details.get("other") for entry in entries if '"other"' in entry.details_json]
    numbers = {other["id"] for other in told if other}
    if not numbers:
        return frozenset()
    return frozenset(permissions.visible(actor).filter(pk__in=numbers).values_list("pk", flat=True))


def without_titles(told: dict[str, Any], seen: Container[int]) -> dict[str, Any]:
    """Details without the title of another ticket that is not among those `seen`; its number stays."""
    other = told.get("other")
    return told | {"other": {"id": other["id"]}} if other and other["id"] not in seen else told
