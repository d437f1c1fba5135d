"""A ticket as one row of a list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.core import clock, words
from fuwutai.tickets.choices import Channel, State, VisitState, WaitFor
from fuwutai.tickets.models import Ticket, Visit
from fuwutai.tickets.pages import looks


@dataclass(frozen=True)
class Clock:
    """When the next promise runs out, why it rests, or how old a ticket is of which nothing is promised."""

    words: str = ""
    tone: str = ""
    reason: str = ""


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
    clock: Clock
    is_unread: bool
    channel_icon: str
    is_current: bool = False


def of(tickets: Sequence[Ticket]) -> list[Row]:
    """The rows of `tickets`, with one more query for their visits."""
    visits = _next_visits([ticket.pk for ticket in tickets if ticket.is_open])
    return [_row(ticket, visits.get(ticket.pk)) for ticket in tickets]


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
    if ticket.state == State.WAITING:
        return Clock(tone="hold", reason=words.short_time(ticket.resume_at) if ticket.resume_at else _("no date"))
    if ticket.state == State.RESOLVED:
        return Clock(tone="hold", reason=_("unconfirmed"))
    if ticket.has_ended:
        return Clock(words=words.short_time(ticket.closed_at or ticket.changed_at))
    if ticket.due_at is None:
        return Clock(words=words.duration(clock.now() - ticket.reported_at))
    return _until(ticket.due_at)


# Less than this is told in minutes, and looked at with concern.
_SOON = timedelta(hours=1)


def _until(due_at: datetime) -> Clock:
    """How long until a promise runs out, by the clock on the wall; when it is, if that is not soon."""
    left = due_at - clock.now()
    if left < timedelta(0):
        return Clock(words=_("%(span)s late") % {"span": words.duration(left)}, tone="bad")
    if left < _SOON:
        return Clock(words=_("%(span)s left") % {"span": words.duration(left)}, tone="warn")
    return Clock(words=_("due %(when)s") % {"when": words.short_time(due_at)}, tone="ok")


def _next_visits(numbers: Iterable[int]) -> Mapping[int, Visit]:
    """The visit that comes next, or goes on now, of each ticket."""
    coming = Visit.objects.filter(ticket__in=list(numbers), state__in=[VisitState.PLANNED, VisitState.ON_SITE])
    return {visit.ticket_id: visit for visit in coming.order_by("-planned_at")}
