"""Lists of tickets: what is to be done next comes first, and every page costs the same however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, Count, IntegerChoices, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.tickets import queries
from fuwutai.tickets.choices import OPEN, Grade, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import rows
from fuwutai.tickets.pages.rows import Row
from fuwutai.tickets.queries import Filter

PAGE = 50
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


def counts(tickets: QuerySet[Ticket], *, actor: Actor | None = None) -> dict[str, int]:
    """How many there are in all, of each group (by its name), and of what the quick filters show; one query.

    Only for tickets that are not over, which an index finds.
    """
    numbered = tickets.order_by().annotate(next=_what_next(actor))
    wanted = {part.name.lower(): Count("pk", filter=Q(next=part)) for part in Next}
    found: dict[str, int] = numbered.aggregate(
        total=Count("pk"),
        unanswered=Count("pk", filter=Q(unanswered=True)),
        pressing=Count("pk", filter=PRESSING),
        **wanted,
    )
    return found


PRESSING = ~Q(grade=Grade.NORMAL)
# What nobody has taken yet is to be taken first, not answered.
TO_ANSWER = Q(unanswered=True) & ~Q(state=State.NEW)


def in_work_order(
    tickets: QuerySet[Ticket], *, actor: Actor | None = None, after: str = "", counted: dict[str, int] | None = None
) -> Listing:
    """A page of `tickets` grouped by what to do next, the most pressing of each group first.

    With an `actor` the groups are seen from where they stand: what others work on is only followed.
    """
    ordered = tickets.annotate(next=_what_next(actor)).order_by("next", "priority", "pk")
    at = _cursor(after, length=3)
    if at:
        rank, priority, number = at
        ordered = ordered.filter(
            Q(next__gt=rank) | Q(next=rank, priority__gt=priority) | Q(next=rank, priority=priority, pk__gt=number)
        )
    found = list(_light(ordered)[: PAGE + 1])
    shown = found[:PAGE]
    made = dict(zip((ticket.pk for ticket in shown), rows.of(shown), strict=True))
    groups = [
        Group(
            label="" if at and rank == at[0] else Next(rank).label,
            rows=[made[ticket.pk] for ticket in members],
            count=counted[Next(rank).name.lower()] if counted else None,
            tone="brand" if rank == Next.ANSWER else "",
        )
        for rank, members in groupby(shown, key=_rank)
    ]
    last = shown[-1] if len(found) > PAGE else None
    return Listing(groups, f"{_rank(last)}-{last.priority}-{last.pk}" if last else "")


def newest_first(tickets: QuerySet[Ticket], *, after: str = "") -> Listing:
    """A page of any tickets, also those that are over, by their number."""
    ordered = tickets.order_by("-pk")
    at = _cursor(after, length=1)
    found = list(_light(ordered.filter(pk__lt=at[0]) if at else ordered)[: PAGE + 1])
    shown = found[:PAGE]
    return Listing([Group("", rows.of(shown))] if shown else [], str(shown[-1].pk) if len(found) > PAGE else "")


def bounded_count(tickets: QuerySet[Ticket]) -> int:
    """How many there are, counted no further than MOST_COUNTED."""
    return tickets.order_by()[:MOST_COUNTED].count()


def mine(actor: Actor, only: str) -> QuerySet[Ticket]:
    """What the actor owns or works on, narrowed by one of the quick filters."""
    found = queries.my_work(actor)
    if only == "pressing":
        return found.filter(PRESSING)
    return found.filter(TO_ANSWER) if only == "unanswered" else found


def is_living(wanted: Filter) -> bool:
    """Whether the filter leaves out everything that is over, so that it can be shown by what to do next."""
    return bool(wanted.states) and set(wanted.states) <= {*OPEN, State.RESOLVED}


def _what_next(actor: Actor | None) -> Case:
    states = {State.RESOLVED: Next.CONFIRM, State.WAITING: Next.HOLD}
    cases = [
        When(~Q(state__in=[*OPEN, State.RESOLVED]), then=Value(Next.ENDED)),
        When(state=State.RETURNED, then=Value(Next.DISPATCH)),
        When(TO_ANSWER, then=Value(Next.ANSWER)),
        *(When(state=state, then=Value(part)) for state, part in states.items()),
    ]
    if actor:
        cases.append(When(~Q(assignee=actor.person_id) & Q(assignee__isnull=False), then=Value(Next.FOLLOW)))
        cases.append(When(state=State.DISPATCHED, assignee__isnull=True, then=Value(Next.FOLLOW)))
    cases.append(When(state__in=[State.NEW, State.DISPATCHED], then=Value(Next.TAKE)))
    return Case(*cases, default=Value(Next.WORK), output_field=IntegerField())


def _rank(ticket: Ticket) -> int:
    rank: int = ticket.next  # type: ignore[attr-defined]
    return rank


def _light(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Without the long texts, which no row shows."""
    return tickets.defer("description", "solution")


def _cursor(text: str, *, length: int) -> list[int] | None:
    """The numbers of a cursor; what was typed into the address by hand counts as none."""
    parts = text.split("-")
    if len(parts) != length or not all(part.isdecimal() and len(part) < 19 for part in parts):
        return None
    return [int(part) for part in parts]
