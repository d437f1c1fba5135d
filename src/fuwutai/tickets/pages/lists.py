"""Lists of tickets: what is to be done next comes first, and every page costs the same however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from django.db.models import (
    Case,
    Count,
    IntegerChoices,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.prepared import Given, Prepared
from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.tickets import orders, permissions, queries
from fuwutai.tickets.choices import OPEN, Grade, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.orders import Order
from fuwutai.tickets.pages import columns, rows
from fuwutai.tickets.pages.columns import USUAL, Column, Columns
from fuwutai.tickets.pages.rows import Row
from fuwutai.tickets.queries import Filter

PAGE = 50
Place = int | Given
_ME = Given("me")
# Beyond this a list says "1000+": counting further costs more than it tells.
MOST_COUNTED = 1000


class Next(IntegerChoices):
    """What to do next with a ticket; the groups of a list in their order."""

    ANSWER = 1, _("Waiting for our answer")
    DISPATCH = 2, _("Returned, to be dispatched again")
    TAKE = 3, _("Not taken yet")
    WORK = 4, _("In work")
    FOLLOW = 5, _("Others are working on it")
    HOLD = 6, _("On hold")
    CONFIRM = 7, _("Resolved, waiting for confirmation")
    ENDED = 8, _("Over")


@dataclass(frozen=True)
class Group:
    label: str | LazyText
    rows: Sequence[Row]
    count: int | None = None
    tone: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of a list. `after` is the cursor of what follows, empty at the end."""

    groups: Sequence[Group]
    after: str = ""

    @property
    def first(self) -> Row | None:
        return self.groups[0].rows[0] if self.groups else None


def counts(tickets: QuerySet[Ticket]) -> dict[str, int]:
    """How many there are in all, of each group (by its name), and of what the quick filters show; one query.

    Only for tickets that are not over, which an index finds.
    """
    return _added_up(_counted(tickets, me=None))


def counts_of_mine(actor: Actor) -> dict[str, int]:
    """The `counts` of what the actor, who is staff, owns or works on."""
    return _added_up(_COUNTED_MINE(me=actor.person_id))


def _counted(tickets: QuerySet[Ticket], *, me: Place | None) -> QuerySet[Ticket, tuple[int, int, int, int]]:
    """Group, how many are in it, how many of them are unanswered, how many pressing."""
    numbered = tickets.order_by().annotate(next=_what_next(me))
    how_many = {
        "number": Count("pk"),
        "to_answer": Count("pk", filter=Q(unanswered=True)),
        "pressing": Count("pk", filter=PRESSING),
    }
    return numbered.values("next").annotate(**how_many).values_list("next", *how_many)


_COUNTED_MINE = Prepared(lambda: _counted(_in_hand(_ME, ""), me=_ME))


def _added_up(groups: Iterable[tuple[int, int, int, int]]) -> dict[str, int]:
    found = dict.fromkeys(("total", "unanswered", "pressing", *(part.name.lower() for part in Next)), 0)
    for rank, number, unanswered, pressing in groups:
        found[Next(rank).name.lower()] = number
        found["total"] += number
        found["unanswered"] += unanswered
        found["pressing"] += pressing
    return found


PRESSING = ~Q(grade=Grade.NORMAL)
# What nobody has taken yet is to be taken first, not answered.
TO_ANSWER = Q(unanswered=True) & ~Q(state=State.NEW)


@dataclass(frozen=True)
class Shape:
    """In which order a page of a list shows its rows, with which columns, and after which row it begins."""

    order: Order = Order.NEXT
    columns: Columns = USUAL
    after: str = ""


def page_of(tickets: QuerySet[Ticket], shape: Shape, *, counted: dict[str, int] | None = None) -> Listing:
    """A page of `tickets` in the order of `shape`, which has to be one that is offered for them."""
    if shape.order is Order.NEXT:
        return _in_work_order(tickets, shape, counted, me=None)
    at = orders.place(shape.after, shape.order)
    ordered = orders.sort(columns.light(tickets, shape.columns), shape.order)
    found = list((orders.after(ordered, shape.order, at) if at else ordered)[: PAGE + 1])
    shown, is_due = found[:PAGE], shape.order is Order.DUE
    made = zip(shown, rows.of(shown, shape.columns), strict=True)
    parts = groupby(made, key=lambda pair: _when_due(pair[0].due_at) if is_due else "")
    groups = [Group(label, [row for _ticket, row in members]) for label, members in parts]
    if groups and is_due and at and groups[0].label == _when_due(at[0]):
        # The heading stands above the rows of the page before.
        groups[0] = replace(groups[0], label="")
    return Listing(groups, orders.cursor(shown[-1], shape.order) if len(found) > PAGE else "")


def again(tickets: QuerySet[Ticket], shown_columns: Columns = USUAL) -> Listing:
    """The rows of a few `tickets` as they are now, in no order."""
    found = list(columns.light(tickets.order_by(), shown_columns))
    return Listing([Group("", rows.of(found, shown_columns))] if found else [])


def _when_due(moment: datetime | None) -> str:
    """The heading under which a list by due time shows it."""
    now = clock.now()
    if moment is None:
        return gettext("Nothing promised, or on hold")
    if moment <= now:
        return gettext("Late")
    if moment <= now + timedelta(hours=1):
        return gettext("Within the hour")
    is_today = timezone.localtime(moment).date() == timezone.localtime(now).date()
    return gettext("Today") if is_today else gettext("Later")


def _in_work_order(
    tickets: QuerySet[Ticket], shape: Shape, counted: dict[str, int] | None, *, me: Place | None
) -> Listing:
    """Grouped by what to do next, the most pressing of each group first."""
    at = _cursor(shape.after, length=3)
    ordered = _ordered(columns.light(tickets, shape.columns), me=me)
    following = ordered.filter(_behind(*at)) if at else ordered
    return _grouped(list(following[: PAGE + 1]), at or _START, counted, shape.columns)


def page_of_mine(actor: Actor, only: str, shape: Shape, *, counted: dict[str, int] | None = None) -> Listing:
    """A page of what the actor, who is staff, owns or works on, narrowed by one of the quick filters.

    The groups are seen from where they stand: what others work on is only followed.
    """
    if shape.order is not Order.NEXT:
        return page_of(mine(actor, only), shape)
    if shape.columns != USUAL:
        return _in_work_order(mine(actor, only), shape, counted, me=actor.person_id)
    at = _cursor(shape.after, length=3) or _START
    asked = _MINE.get(only, _MINE[""])
    return _grouped(asked(me=actor.person_id, **dict(zip(_PLACES, at, strict=True))), at, counted)


# Before every row: the cursor holds group, priority and number of the last row that was shown.
_START = [0, 0, 0]
_PLACES = ("rank", "priority", "number")


def mine(actor: Actor, only: str) -> QuerySet[Ticket]:
    """What the actor, who is staff, owns or works on, narrowed by one of the quick filters."""
    return _in_hand(actor.person_id, only)


def _in_hand(person: Place | None, only: str) -> QuerySet[Ticket]:
    narrowed = {"pressing": PRESSING, "unanswered": TO_ANSWER}.get(only, Q())
    return permissions.in_hand(person).filter(queries.IS_LIVING, narrowed)


def _page_of_mine(only: str) -> QuerySet[Ticket]:
    return _ordered(columns.light(_in_hand(_ME, only)), me=_ME).filter(_behind(*map(Given, _PLACES)))[: PAGE + 1]


_MINE = {only: Prepared(partial(_page_of_mine, only)) for only in ("", "pressing", "unanswered")}


def by_what_to_do(tickets: QuerySet[Ticket], *, actor: Actor | None = None) -> QuerySet[Ticket]:
    """All of `tickets` in the order of their groups, the most pressing of each first."""
    return _ordered(tickets, me=actor.person_id if actor else None)


def _ordered(tickets: QuerySet[Ticket], *, me: Place | None) -> QuerySet[Ticket]:
    return tickets.annotate(next=_what_next(me)).order_by("next", "priority", "pk")


def _behind(rank: Place, priority: Place, number: Place) -> Q:
    return Q(next__gt=rank) | Q(next=rank, priority__gt=priority) | Q(next=rank, priority=priority, pk__gt=number)


def _grouped(
    found: list[Ticket], at: list[int], counted: dict[str, int] | None, shown_columns: Columns = USUAL
) -> Listing:
    shown = found[:PAGE]
    made = dict(zip((ticket.pk for ticket in shown), rows.of(shown, shown_columns), strict=True))
    groups = [
        Group(
            label="" if rank == at[0] else Next(rank).label,
            rows=[made[ticket.pk] for ticket in members],
            count=counted[Next(rank).name.lower()] if counted else None,
            tone="brand" if rank == Next.ANSWER else "",
        )
        for rank, members in groupby(shown, key=_rank)
    ]
    last = shown[-1] if len(found) > PAGE else None
    return Listing(groups, f"{_rank(last)}-{last.priority}-{last.pk}" if last else "")


def newest_first(actor: Actor, wanted: Filter, *, after: str = "", shown_columns: Columns = USUAL) -> Listing:
    """A page of any tickets, also those that are over, by their number: the order of what words were searched for."""
    at = _cursor(after, length=1)
    found = queries.newest(actor, wanted, before=at[0] if at else None, most=PAGE + 1)
    shown = found[:PAGE]
    if Column.ORGANISATION in shown_columns:
        prefetch_related_objects(shown, "organisation")
    made = [Group("", rows.of(shown, shown_columns))] if shown else []
    return Listing(made, str(shown[-1].pk) if len(found) > PAGE else "")


def bounded_count(tickets: QuerySet[Ticket]) -> int:
    """How many there are, counted no further than MOST_COUNTED."""
    return tickets.order_by()[:MOST_COUNTED].count()


def is_living(wanted: Filter) -> bool:
    """Whether it is shown by what to do next: without what is over, which is as much as the desk is large.

    What was searched for is not: its words may stand in any number of tickets, and the newest is looked for first.
    """
    return wanted.is_living and not wanted.text


def _what_next(me: Place | None) -> Case:
    states = {State.RESOLVED: Next.CONFIRM, State.WAITING: Next.HOLD}
    cases = [
        When(~Q(state__in=[*OPEN, State.RESOLVED]), then=Value(Next.ENDED)),
        When(state=State.RETURNED, then=Value(Next.DISPATCH)),
        When(TO_ANSWER, then=Value(Next.ANSWER)),
        *(When(state=state, then=Value(part)) for state, part in states.items()),
    ]
    if me:
        cases.append(When(~Q(assignee=me) & Q(assignee__isnull=False), then=Value(Next.FOLLOW)))
        cases.append(When(state=State.DISPATCHED, assignee__isnull=True, then=Value(Next.FOLLOW)))
    cases.append(When(state__in=[State.NEW, State.DISPATCHED], then=Value(Next.TAKE)))
    return Case(*cases, default=Value(Next.WORK), output_field=IntegerField())


def _rank(ticket: Ticket) -> int:
    rank: int = ticket.next  # type: ignore[attr-defined]
    return rank


def _cursor(text: str, *, length: int) -> list[int] | None:
    """The numbers of a cursor; what was typed into the address by hand counts as none."""
    parts = text.split("-")
    if len(parts) != length or not all(part.isdecimal() and len(part) < 19 for part in parts):
        return None
    return [int(part) for part in parts]
