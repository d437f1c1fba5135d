"""What happened to tickets, as far as promises are concerned, read from their timelines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from fuwutai.people import permissions as people
from fuwutai.service_levels.replay import Ending, Hold, Life, Stay
from fuwutai.tickets import receivers
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises.promising import AT_WORK
from fuwutai.timeline.models import Entry

_DONE = frozenset({State.RESOLVED, State.CLOSED, State.CANCELLED})
_TELLING = (
    Q(public=True)
    | Q(details_json__contains='"to":"')
    | Q(details_json__contains='"until":"')
    | Q(details_json__contains='"team":[')
)
_READ = ("record", "seq", "at", "verb", "public", "actor", "details_json")


def of(tickets: Sequence[Ticket]) -> dict[int, Life]:
    """The lives of tickets by their number; one look at the timelines of all of them."""
    entries: dict[UUID, list[_Line]] = {ticket.timeline: [] for ticket in tickets}
    by_record = {ticket.timeline: ticket for ticket in tickets}
    by_staff = Exists(people.staff().filter(pk=OuterRef("actor")))
    found = Entry.objects.filter(_TELLING, record__in=entries).annotate(by_staff=by_staff).only(*_READ)
    for entry in found.order_by("record", "seq"):
        entries[entry.record].append(_Line.of(entry, by_record[entry.record], by_staff=entry.by_staff))
    return {ticket.pk: _life(ticket, entries[ticket.timeline]) for ticket in tickets}


@dataclass(frozen=True)
class _Line:
    """An entry, read once. `told_by` is who of the staff told the requester something with it."""

    at: datetime
    details: dict[str, Any]
    told_by: int | None

    @classmethod
    def of(cls, entry: Entry, ticket: Ticket, *, by_staff: bool) -> "_Line":
        is_told = entry.public and by_staff and receivers.was_heard(ticket, entry)
        return cls(entry.at, entry.details, entry.actor_id if is_told else None)

    @property
    def move(self) -> tuple[str, str]:
        """From which state to which; both empty where it stays. What a merge hides goes on."""
        before, now = self.details.get("from", ""), self.details.get("to", "")
        return (before, now) if before and now else ("", "")

    @property
    def teams(self) -> Sequence[Any]:
        """The group before and after, if it became another; None for no group."""
        found: Sequence[Any] = self.details.get("changes", {}).get("team", ())
        return [team["id"] if isinstance(team, dict) else team for team in found]


def _life(ticket: Ticket, lines: Sequence[_Line]) -> Life:
    moves = [line for line in lines if line.move[1]]
    holds = [*_holds(moves), *_entered_later(line.details for line in lines)]
    return Life(
        ticket.reported_at, ticket.responded_at, holds, list(_endings(moves)), list(_updates(ticket, lines)),
        list(_stays(ticket, lines)),
    )  # fmt: skip


def _holds(moves: Sequence[_Line]) -> Iterable[Hold]:
    begun: _Line | None = None
    for line in moves:
        before, now = line.move
        if begun is None and now == State.WAITING:
            begun = line
        elif begun is not None and before == State.WAITING and now not in {State.WAITING, State.MERGED}:
            yield Hold(str(begun.details.get("wait_for", "")), begun.at, line.at)
            begun = None
    if begun is not None:
        yield Hold(str(begun.details.get("wait_for", "")), begun.at, None)


def _entered_later(several: Iterable[dict[str, Any]]) -> Iterable[Hold]:
    """Pauses that somebody entered who had forgotten them."""
    for details in several:
        if details.get("wait_for") and details.get("since") and details.get("until"):
            yield Hold(details["wait_for"], *(_moment(details[name]) for name in ("since", "until")))


def _endings(moves: Sequence[_Line]) -> Iterable[Ending]:
    ended: _Line | None = None
    for line in moves:
        before, now = line.move
        if ended is None and now in _DONE:
            ended = line
        elif ended is not None and now in OPEN and before != State.MERGED:
            yield Ending(ended.at, line.at)
            ended = None
    if ended is not None:
        yield Ending(ended.at)


def _updates(ticket: Ticket, lines: Sequence[_Line]) -> Iterator[datetime]:
    """When somebody of us told the requester something while it was open; that it was reopened is no news to them."""
    is_open = True
    for line in lines:
        before, now = line.move
        is_open = now in OPEN if now else is_open
        reopens = before in _DONE and is_open
        if is_open and not reopens and line.told_by and line.told_by != ticket.requester_id:
            yield line.at


def _stays(ticket: Ticket, lines: Sequence[_Line]) -> Iterator[Stay]:
    """When which group had it. While it is merged nothing is known to change."""
    team = next((line.teams[0] for line in lines if line.teams), ticket.team_id)
    state = ""
    here: Stay | None = None
    for line in lines:
        before, now = line.move
        team = line.teams[1] if line.teams else team
        if State.MERGED in {before, now} or not (now or line.teams):
            continue
        # Dispatched to another group before anybody accepted it, it stays dispatched.
        state = now or state
        at_work = state in AT_WORK
        if here and (not at_work or team != here.team):
            yield _left(here, line.at)
            here = None
        if here is None and at_work and team is not None:
            here = Stay(team, line.at, goes_on=before in _DONE)
        if here:
            here = _offered(here, line.at) if state == State.DISPATCHED else _accepted(here, line.at)
    if here:
        yield here


def _left(stay: Stay, at: datetime) -> Stay:
    return replace(_accepted(stay, at), end=at)


def _offered(stay: Stay, at: datetime) -> Stay:
    is_open = bool(stay.offers) and stay.offers[-1][1] is None
    return stay if is_open else replace(stay, offers=(*stay.offers, (at, None)))


def _accepted(stay: Stay, at: datetime) -> Stay:
    return replace(stay, offers=[(start, end or at) for start, end in stay.offers])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
