"""What happened to tickets, as far as promises are concerned, read from their timelines."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from fuwutai.service_levels.replay import Ending, Hold, Life
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

_DONE = frozenset({State.RESOLVED, State.CLOSED})


def of(tickets: Sequence[Ticket]) -> dict[int, Life]:
    """The lives of tickets by their number; one look at the timelines of all of them."""
    entries: dict[UUID, list[Entry]] = {ticket.timeline: [] for ticket in tickets}
    moves = Q(details_json__contains='"to":"') | Q(details_json__contains='"until":"')
    for entry in Entry.objects.filter(moves, record__in=entries).only("record", "seq", "at", "details_json"):
        entries[entry.record].append(entry)
    return {ticket.pk: _life(ticket, entries[ticket.timeline]) for ticket in tickets}


def _life(ticket: Ticket, entries: Sequence[Entry]) -> Life:
    found = [(entry, entry.details) for entry in entries]
    moves = [(entry, details) for entry, details in found if details.get("from") and details.get("to")]
    holds = [*_holds(moves), *_entered_later(details for _entry, details in found)]
    return Life(ticket.reported_at, ticket.responded_at, holds, list(_endings(moves)))


def _holds(moves: Sequence[tuple[Entry, dict[str, str]]]) -> Iterable[Hold]:
    begun: Entry | None = None
    for entry, details in moves:
        if begun is None and details["to"] == State.WAITING:
            begun = entry
        elif begun is not None and details["from"] == State.WAITING and details["to"] != State.WAITING:
            yield Hold(str(begun.details.get("wait_for", "")), begun.at, entry.at)
            begun = None
    if begun is not None:
        yield Hold(str(begun.details.get("wait_for", "")), begun.at, None)


def _entered_later(several: Iterable[dict[str, str]]) -> Iterable[Hold]:
    """Pauses that somebody entered who had forgotten them."""
    for details in several:
        if details.get("wait_for") and details.get("since") and details.get("until"):
            yield Hold(details["wait_for"], *(_moment(details[name]) for name in ("since", "until")))


def _endings(moves: Sequence[tuple[Entry, dict[str, str]]]) -> Iterable[Ending]:
    ended: Entry | None = None
    for entry, details in moves:
        if ended is None and details["to"] in _DONE:
            ended = entry
        elif ended is not None and details["to"] in OPEN:
            yield Ending(ended.at, entry.at)
            ended = None
    if ended is not None:
        yield Ending(ended.at)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
