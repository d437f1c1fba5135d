"""A ticket as one row of a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.core import clock, words
from fuwutai.service_levels import queries
from fuwutai.service_levels.queries import Left
from fuwutai.tickets.choices import Channel, State, VisitState, WaitFor
from fuwutai.tickets.models import Ticket, Visit
from fuwutai.tickets.pages import looks
from fuwutai.tickets.pages.columns import USUAL, Column, Columns


@dataclass(frozen=True)
class Clock:
    """When the next promise runs out, why it rests, or how old a ticket is of which nothing is promised.

    `share` is how much of the time from the report until then is over, 0 to 100; `likely` is why it will probably not
    be enough, in words.
    """

    words: str = ""
    tone: str = ""
    reason: str = ""
    share: int | None = None
    likely: str = ""


@dataclass(frozen=True)
class Row:
    """Named as the list macros read it (ui/row.html, ui/pool.html)."""

    number: int
    url: str
    pane_url: str
    title: str
    ticket_class: str
    requester: str
    requester_key: int
    requester_level: str
    state: str
    state_icon: str
    state_tone: str
    priority: int
    assignee: str
    assignee_key: int
    clock: Clock | None
    is_unread: bool
    channel_icon: str
    version: int
    is_current: bool = False
    owner: str = ""
    owner_key: int = 0
    # Further columns, as they stand beside one another.
    details: Sequence[str] = ()


def of(tickets: Sequence[Ticket], columns: Columns = USUAL) -> list[Row]:
    """The rows of `tickets`, with one more query for their visits, and one for what was promised about them."""
    has_state, has_clock = Column.STATE in columns, Column.CLOCK in columns
    visits = _next_visits([ticket.pk for ticket in tickets if ticket.is_open]) if has_state else {}
    due = [ticket.pk for ticket in tickets if ticket.due_at] if has_clock else []
    promised = queries.nearest_left(due) if due else {}
    made = [_row(ticket, visits.get(ticket.pk), promised.get(ticket.pk)) for ticket in tickets]
    if columns == USUAL:
        return made
    return [_with(columns, row, ticket) for row, ticket in zip(made, tickets, strict=True)]


def _with(columns: Columns, row: Row, ticket: Ticket) -> Row:
    """The row with these columns instead of the usual ones."""
    gone: dict[str, object] = {
        name: nothing
        for column, nothings in _NOTHING.items()
        if column not in columns
        for name, nothing in nothings.items()
    }
    if Column.OWNER in columns:
        # Each of the two has a column of their own: nobody stands in for the other.
        gone |= {"owner": ticket.owner.name if ticket.owner else "", "owner_key": ticket.owner_id or 0}
        if ticket.assignee is None:
            gone |= _NOTHING[Column.ASSIGNEE]
    details = [tell(ticket) for column, tell in _DETAILS.items() if column in columns]
    return replace(row, **gone, details=[each for each in details if each])  # type: ignore[arg-type]


_NOTHING: Mapping[str, Mapping[str, object]] = {
    Column.GRADE: {"ticket_class": ""},
    Column.REQUESTER: {"requester": "", "requester_level": ""},
    Column.STATE: {"state": ""},
    Column.PRIORITY: {"priority": 0},
    Column.ASSIGNEE: {"assignee": "", "assignee_key": 0},
    Column.CLOCK: {"clock": None},
}
_DETAILS: Mapping[str, Callable[[Ticket], str]] = {
    Column.ORGANISATION: lambda ticket: ticket.organisation.name,
    Column.CATEGORY: lambda ticket: ticket.category.name if ticket.category else "",
    Column.TEAM: lambda ticket: ticket.team.name if ticket.team else "",
    Column.CHANNEL: lambda ticket: str(Channel(ticket.channel).label),
    Column.REPORTED: lambda ticket: _("reported %(when)s") % {"when": words.short_time(ticket.reported_at)},
    Column.CHANGED: lambda ticket: _("changed %(when)s") % {"when": words.short_time(ticket.changed_at)},
}


def _row(ticket: Ticket, visit: Visit | None, left: Left | None) -> Row:
    label, icon, tone = _state(ticket, visit)
    assignee = ticket.assignee or (ticket.owner if ticket.state != State.NEW else None)
    url = reverse("tickets:detail", args=[ticket.pk])
    return Row(
        number=ticket.pk,
        url=url,
        # Below the ticket's own address; asked of Django it would cost as much as the rest of the row.
        pane_url=f"{url}/pane",
        title=ticket.title,
        ticket_class=ticket.grade,
        requester=ticket.requester.name,
        requester_key=ticket.requester_id,
        requester_level=ticket.requester.level,
        state=label,
        state_icon=icon,
        state_tone=tone,
        priority=ticket.priority,
        assignee=assignee.name if assignee else "",
        assignee_key=assignee.pk if assignee else 0,
        clock=_clock(ticket, left),
        is_unread=ticket.unanswered and not ticket.has_ended,
        channel_icon=looks.OF_CHANNEL[Channel(ticket.channel)].icon,
        version=ticket.version,
    )


def _state(ticket: Ticket, visit: Visit | None) -> tuple[str, str, str]:
    """The state in words; while somebody is on the way or on site, that says more."""
    if visit and visit.state == VisitState.ON_SITE:
        return _("On site"), looks.ON_SITE.icon, ""
    if visit:
        return _("Visit %(when)s") % {"when": words.short_time(visit.planned_at)}, looks.VISIT.icon, ""
    look = looks.OF_STATE[State(ticket.state)]
    if ticket.state == State.WAITING and ticket.wait_for:
        return str(WaitFor(ticket.wait_for).label), look.icon, look.tone
    return ticket.get_state_display(), look.icon, look.tone


def _clock(ticket: Ticket, left: Left | None) -> Clock:
    # Not every wait lets a promise rest: one that runs on says how long it still has.
    if ticket.state == State.WAITING and ticket.due_at is None:
        return Clock(tone="hold", reason=words.short_time(ticket.resume_at) if ticket.resume_at else _("no date"))
    if ticket.state == State.RESOLVED:
        return Clock(tone="hold", reason=_("unconfirmed"))
    if ticket.has_ended:
        return Clock(words=words.short_time(ticket.closed_at or ticket.changed_at))
    if ticket.due_at is None:
        return Clock(words=words.duration(clock.now() - ticket.reported_at))
    # What was counted belongs to another promise where the two differ.
    is_counted = left is not None and left.due_at == ticket.due_at
    found = _until(left if left and is_counted else _by_the_wall(ticket.reported_at, ticket.due_at))
    if ticket.likely_late and found.tone != "bad":
        return replace(found, likely=_("Most similar tickets took longer. The page of the ticket tells how many."))
    return found


# Less than this is told as a span.
_SOON = timedelta(hours=1)
# From this share on a promise is in danger, as on the page of the ticket.
_WARN_FROM = 75


def _until(left: Left) -> Clock:
    """How late a promise is or how long it still has, in working time as its ticket's page tells it.

    Its moment instead, if that is not soon.
    """
    span = words.duration(timedelta(seconds=left.seconds))
    until = left.due_at - clock.now()
    if until < timedelta(0):
        return Clock(words=_("%(span)s late") % {"span": span}, tone="bad", share=100)
    tone = "warn" if left.share >= _WARN_FROM else "ok"
    if until < _SOON:
        return Clock(words=_("%(span)s left") % {"span": span}, tone=tone, share=left.share)
    return Clock(words=_("due %(when)s") % {"when": words.short_time(left.due_at)}, tone=tone, share=left.share)


def _by_the_wall(since: datetime, due_at: datetime) -> Left:
    """All time counted, for a promise of which no clock is known."""
    now, whole = clock.now(), due_at - since
    share = min(100, max(0, int(100 * (now - since) / whole))) if whole > timedelta(0) else 100
    return Left(due_at, int((due_at - now).total_seconds()), share)


def _next_visits(numbers: Iterable[int]) -> Mapping[int, Visit]:
    """The visit that comes next, or goes on now, of each ticket."""
    coming = Visit.objects.filter(ticket__in=list(numbers), state__in=[VisitState.PLANNED, VisitState.ON_SITE])
    return {visit.ticket_id: visit for visit in coming.order_by("-planned_at")}
