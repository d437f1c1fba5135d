"""What would come of other agreements for the clocks that are on; `past` tells it of the tickets of the last months.

It runs as a job, some seconds at a time. A batch is one transaction with its sums, so that killed at any moment it goes
on after the last batch.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction
from django.db.models import Min, QuerySet

from fuwutai.core import batches, clock
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels import drafts
from fuwutai.service_levels.choices import OPEN as ON
from fuwutai.service_levels.choices import Progress, Purpose
from fuwutai.service_levels.facts import ProposalMade
from fuwutai.service_levels.models import Clock, Proposal
from fuwutai.service_levels.services.clocks import Book
from fuwutai.tickets import tasks
from fuwutai.tickets.choices import OPEN
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises import past
from fuwutai.tickets.promises.promising import Promising

AT_ONCE = 200
# What conditions read beside the ticket itself.
RELATED = ("organisation", "department", "requester", "category")
_SHOWN_OPEN = 50


def proposal_made(fact: ProposalMade) -> None:
    tasks.weigh_agreements.enqueue(fact.proposal.pk)


def work(pk: int, *, seconds: float) -> bool:
    """Look at tickets until all are done or `seconds` have passed; whether there is more to do."""
    return batches.work_off(lambda: _work_batch(pk), seconds=seconds)


@dataclass(frozen=True)
class _Way:
    """Which tickets count, and what is added to the sums for some of them."""

    tickets: Callable[[Proposal], QuerySet[Ticket]]
    weigh: Callable[[Sequence[Ticket], Proposal, dict[str, Any]], None]
    most: int | None = None


def _work_batch(pk: int) -> bool:
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=pk)
        if proposal.progress != Progress.WORKING:
            return False
        way = _WAYS[Purpose(proposal.purpose)]
        tickets, sums = way.tickets(proposal), proposal.result
        if proposal.total is None:
            proposal.position, proposal.total = _measured(tickets, way.most)
        batch = list(tickets.filter(pk__gt=proposal.position).select_related(*RELATED).order_by("pk")[:AT_ONCE])
        if batch:
            way.weigh(batch, proposal, sums)
            proposal.position = batch[-1].pk
            proposal.looked_at += len(batch)
            proposal.result_json = orjson.dumps(sums).decode()
        else:
            proposal.progress = Progress.READY
        proposal.save()
    return bool(batch)


def _measured(tickets: QuerySet[Ticket], most: int | None) -> tuple[int, int]:
    """After which ticket to begin, and how many there are."""
    newest = tickets.order_by("-pk")[:most] if most else tickets
    total = newest.count()
    first = Ticket.objects.filter(pk__in=newest.values("pk")).aggregate(first=Min("pk"))["first"]
    return (first or 1) - 1, total


def followed() -> QuerySet[Ticket]:
    """The open tickets that have clocks, or would have if something were promised."""
    return Ticket.objects.filter(state__in=OPEN, clocks_on__isnull=False)


# Clocks that are on.


def clocks_by_number(tickets: Iterable[Ticket]) -> dict[int, list[Clock]]:
    found: dict[int, list[Clock]] = {ticket.pk: [] for ticket in tickets}
    for one in Clock.objects.filter(number__in=found).order_by("id"):
        found[one.number].append(one)
    return found


def _weigh_open(batch: Sequence[Ticket], proposal: Proposal, sums: dict[str, Any]) -> None:
    promises = drafts.promises(proposal)
    known, moment = clocks_by_number(batch), clock.now().replace(microsecond=0)
    for ticket in batch:
        before = {id(one): _Shown.of(one, moment) for one in known[ticket.pk]}
        book = Book(SYSTEM, number=ticket.pk, record=ticket.timeline, clocks=known[ticket.pk])
        on = len(book.open)
        Promising(ticket, book, promises, at=moment).follow_agreements()
        differing = [_Moved.of(book, one, before.get(id(one)), moment) for one in book.touched]
        _add_open(ticket, on, differing, sums)


@dataclass(frozen=True)
class _Shown:
    """What a clock shows; `late` of one that is on."""

    on: bool
    due_at: datetime | None
    late: bool

    @classmethod
    def of(cls, one: Clock, moment: datetime) -> "_Shown":
        on = one.state in ON
        return cls(on, one.due_at, on and one.due_at is not None and one.due_at < moment)


@dataclass(frozen=True)
class _Moved:
    """One clock before and after: it changes, loses its promise, or gets one."""

    metric: str
    what: str
    before: datetime | None
    after: datetime | None
    late_before: bool
    late_after: bool

    @classmethod
    def of(cls, book: Book, one: Clock, before: _Shown | None, moment: datetime) -> "_Moved":
        found = book.standing(one)
        on = found.state in ON
        was_on = before is not None and before.on
        what = "changed" if was_on and on else "lost" if was_on else "gained"
        late = on and found.late
        return cls(one.metric, what, before.due_at if before and was_on else None, found.due_at if on else None,
                   bool(before and before.late), late)  # fmt: skip


def _add_open(ticket: Ticket, on: int, differing: Sequence[_Moved], sums: dict[str, Any]) -> None:
    counts = sums.setdefault("clocks", dict.fromkeys(("kept", "changed", "lost", "gained", "late", "in_time"), 0))
    counts["kept"] += on - sum(each.what != "gained" for each in differing)
    if not differing:
        return
    sums["tickets_moved"] = sums.get("tickets_moved", 0) + 1
    rows = sums.setdefault("groups", {})
    row = rows.setdefault(f"{ticket.team_id or 0} {ticket.priority}", [0, 0, 0, 0])
    row[0] += 1
    for each in differing:
        late, in_time = each.late_after and not each.late_before, each.late_before and not each.late_after
        counts[each.what] += 1
        counts["late"] += late
        counts["in_time"] += in_time
        row[1] += each.what == "lost"
        row[2] += late
        row[3] += in_time
    shown = sums.setdefault("tickets", [])
    if len(shown) < _SHOWN_OPEN:
        shown.append([ticket.pk, [vars(each) for each in differing]])


_WAYS = {
    Purpose.PREVIEW: _Way(lambda _proposal: followed(), _weigh_open),
    Purpose.BACK_TEST: _Way(past.tickets, past.weigh, most=past.MOST_TICKETS),
}
