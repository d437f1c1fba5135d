"""A list as a board: a column for each state, priority, person or group, with the first cards of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from fuwutai.people.permissions import Actor
from fuwutai.tickets import lanes, orders
from fuwutai.tickets.choices import Layout, State
from fuwutai.tickets.lanes import Lane
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.orders import Order
from fuwutai.tickets.pages import columns, rows
from fuwutai.tickets.pages.columns import Columns
from fuwutai.tickets.pages.rows import Row

CARDS = 20
# Beyond this a column says "50+": counting further costs more than it tells.
MOST_COUNTED = 50


@dataclass(frozen=True)
class Column:
    """One column with its first cards. `after` is the cursor of what follows, empty at the end."""

    lane: Lane
    cards: Sequence[Row]
    number: int
    after: str = ""

    @property
    def usual(self) -> str:
        """The state that its cards need not name."""
        return str(State(self.lane.values[0]).label) if self.lane.field == "state" else ""

    @property
    def count(self) -> str:
        return f"{MOST_COUNTED}+" if self.number > MOST_COUNTED else str(self.number)


@dataclass(frozen=True)
class Board:
    layout: Layout
    columns: Sequence[Column]


_SAID = {
    Layout.PRIORITY: columns.Column.PRIORITY,
    Layout.ASSIGNEE: columns.Column.ASSIGNEE,
    Layout.TEAM: columns.Column.TEAM,
}


@dataclass(frozen=True)
class Cut:
    """Which board: what its columns are, in which order cards stand, what they show, and whether there is an end."""

    layout: Layout
    order: Order
    shown: Columns
    over: bool = False

    @property
    def columns(self) -> Columns:
        """What a card shows: not what its column says already."""
        return frozenset(self.shown) - {_SAID.get(self.layout, "")}


def of(actor: Actor, tickets: QuerySet[Ticket], cut: Cut) -> Board:
    """The first cards of every column: one query a column, one for all cards, those of rows.

    Each stops at MOST_COUNTED, however many tickets there are.
    """
    found = [(lane, _numbers(tickets, lane, cut.order)) for lane in _lanes(actor, cut)]
    cards = _cards([number for _lane, numbers in found for number in numbers[:CARDS]], cut)
    return Board(cut.layout, [_column(lane, numbers, cards, cut.order) for lane, numbers in found])


def count(tickets: QuerySet[Ticket], lane: Lane) -> int:
    """How many stand in a column, counted one further than MOST_COUNTED at most."""
    return tickets.filter(lane.holds).order_by()[: MOST_COUNTED + 1].count()


def _lanes(actor: Actor, cut: Cut) -> list[Lane]:
    return [lane for lane in lanes.of(actor, cut.layout) if cut.over or lane.key != lanes.OVER]


def _numbers(tickets: QuerySet[Ticket], lane: Lane, order: Order) -> list[int]:
    return list(orders.sort(tickets.filter(lane.holds), order).values_list("pk", flat=True)[: MOST_COUNTED + 1])


def _cards(numbers: Sequence[int], cut: Cut) -> dict[int, tuple[Ticket, Row]]:
    found = list(columns.light(Ticket.objects.filter(pk__in=numbers), cut.columns))
    return {ticket.pk: (ticket, row) for ticket, row in zip(found, rows.of(found, cut.columns), strict=True)}


def _column(lane: Lane, numbers: Sequence[int], cards: dict[int, tuple[Ticket, Row]], order: Order) -> Column:
    # What was deleted in between is left out.
    shown = [cards[number] for number in numbers[:CARDS] if number in cards]
    after = orders.cursor(shown[-1][0], order) if len(numbers) > CARDS and shown else ""
    return Column(lane, [row for _ticket, row in shown], len(numbers), after)


def further(actor: Actor, tickets: QuerySet[Ticket], cut: Cut, *, key: str, after: str) -> Column | None:
    """The cards of a column that follow `after`; None where there is no such column, or nothing stands there."""
    lane = next((lane for lane in _lanes(actor, cut) if lane.key == key), None)
    place = orders.place(after, cut.order)
    if lane is None or place is None:
        return None
    ordered = orders.sort(columns.light(tickets.filter(lane.holds), cut.columns), cut.order)
    found = list(orders.after(ordered, cut.order, place)[: CARDS + 1])
    shown = found[:CARDS]
    following = orders.cursor(shown[-1], cut.order) if len(found) > CARDS else ""
    return Column(lane, rows.of(shown, cut.columns), len(found), following)
