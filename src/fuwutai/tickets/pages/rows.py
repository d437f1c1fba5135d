"""A ticket as one row of a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.core import clock, words
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
    """The rows of `tickets`, with one more query for their visits."""
    has_state = Column.STATE in columns
    visits = _next_visits([ticket.pk for ticket in tickets if ticket.is_open]) if has_state else {}
    made = [_row(ticket, visits.get(ticket.pk)) for ticket in tickets]
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


def _row(ticket: Ticket, visit: Visit | None) -> Row:
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
        clock=_clock(ticket),
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


def _clock(ticket: Ticket) -> Clock:
    # Not every wait lets a promise rest: one that runs on says how long it still has.
    if ticket.state == State.WAITING and ticket.due_at is None:
        return Clock(tone="hold", reason=words.short_time(ticket.resume_at) if ticket.resume_at else _("no date"))
    if ticket.state == State.RESOLVED:
        return Clock(tone="hold", reason=_("unconfirmed"))
    if ticket.has_ended:
        return Clock(words=words.short_time(ticket.closed_at or ticket.changed_at))
    if ticket.due_at is None:
        return Clock(words=words.duration(clock.now() - ticket.reported_at))
    found = _until(ticket.due_at, ticket.reported_at)
    if ticket.likely_late and found.tone != "bad":
        return replace(found, likely=_("Most similar tickets took longer. The page of the ticket tells how many."))
    return found


# Less than this is told in minutes, and looked at with concern.
_SOON = timedelta(hours=1)
# From here on it is told since when: the page counts working time only, and would say another span.
_LONG = timedelta(days=1)
# From this share on a promise is in danger, as on the page of the ticket.
_WARN_FROM = 75


def _until(due_at: datetime, since: datetime) -> Clock:
    """How long until a promise runs out, by the clock on the wall; when it is, if that is not soon."""
    left, share = due_at - clock.now(), _share(since, due_at)
    if left < -_LONG:
        return Clock(words=_("late since %(when)s") % {"when": words.short_time(due_at)}, tone="bad", share=100)
    if left < timedelta(0):
        return Clock(words=_("%(span)s late") % {"span": words.duration(left)}, tone="bad", share=100)
    tone = "warn" if left < _SOON or share >= _WARN_FROM else "ok"
    if left < _SOON:
        return Clock(words=_("%(span)s left") % {"span": words.duration(left)}, tone=tone, share=share)
    return Clock(words=_("due %(when)s") % {"when": words.short_time(due_at)}, tone=tone, share=share)


def _share(since: datetime, until: datetime) -> int:
    """How much of a stretch is over; what working time counts is told on the ticket's page, a row costs no query."""
    whole = until - since
    return min(100, max(0, int(100 * (clock.now() - since) / whole))) if whole > timedelta(0) else 100


def _next_visits(numbers: Iterable[int]) -> Mapping[int, Visit]:
    """The visit that comes next, or goes on now, of each ticket."""
    coming = Visit.objects.filter(ticket__in=list(numbers), state__in=[VisitState.PLANNED, VisitState.ON_SITE])
    return {visit.ticket_id: visit for visit in coming.order_by("-planned_at")}
