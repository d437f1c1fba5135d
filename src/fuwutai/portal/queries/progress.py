"""What happens to a ticket now, in words for whoever asked for it. Groups are never named outside of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fuwutai.calendars.queries import after_working_days
from fuwutai.core import words
from fuwutai.people.choices import Line
from fuwutai.people.models import Person
from fuwutai.tickets.choices import State, VisitState, WaitFor
from fuwutai.tickets.models import Policy, Ticket, Visit


@dataclass(frozen=True)
class Step:
    """A point of the progress line; `state` is done, now or todo."""

    label: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Progress:
    """`title` says what happens now, `sentence` what it means for the reader. `asks` when the next move is theirs."""

    title: str
    sentence: str = ""
    steps: Sequence[Step] = field(default_factory=tuple)
    person: Person | None = None
    asks: bool = False
    over: bool = False


def of(ticket: Ticket, *, visit: Visit | None = None, policy: Policy, arranged_at: datetime | None = None) -> Progress:
    """The progress of one ticket. `visit` is the next one planned; `arranged_at` adds times to the line."""
    coming = visit if visit and ticket.is_open else None
    if coming:
        said = _of_visit(coming)
    elif ticket.parent_id and ticket.state in _BEFORE_WORK:
        said = _known()
    else:
        said = _BY_STATE[State(ticket.state)](ticket, policy)
    return Progress(
        title=said.title,
        sentence=said.sentence,
        steps=_steps(ticket, arranged_at),
        person=said.person,
        asks=said.asks,
        over=said.over,
    )


def next_visits(tickets: Sequence[Ticket]) -> dict[int, Visit]:
    """The visit that each ticket waits for, by ticket number, in one query."""
    coming = (VisitState.PLANNED, VisitState.ON_SITE)
    visits = Visit.objects.filter(ticket__in=tickets, state__in=coming).select_related("engineer")
    return {visit.ticket_id: visit for visit in reversed(visits.order_by("planned_at", "id"))}


def _of_visit(visit: Visit) -> Progress:
    values = {"name": visit.engineer.name, "time": words.day_and_time(visit.planned_at), "place": visit.place}
    if visit.state == VisitState.ON_SITE:
        return Progress(title=_("%(name)s is with you") % values, sentence=visit.place, person=visit.engineer)
    return Progress(
        title=_("%(name)s comes %(time)s: %(place)s") % values,
        sentence=_("Please be there then. If the time does not suit you, tell us."),
        person=visit.engineer,
    )


# Nobody works on such a ticket by itself while another one answers for it.
_BEFORE_WORK = frozenset({State.NEW, State.DISPATCHED, State.RETURNED})


def _known() -> Progress:
    return Progress(
        title=_("We know of it and work on it for everybody who is hit"),
        sentence=_("You hear from us as soon as it is solved. You need not do anything."),
    )


def _new(_ticket: Ticket, _policy: Policy) -> Progress:
    return Progress(
        title=_("We have your report"),
        sentence=_("The service desk looks at it next. You need not do anything."),
    )


def _dispatched(ticket: Ticket, _policy: Policy) -> Progress:
    titles = {
        Line.FIRST: _("The service desk is looking for the right way"),
        Line.SECOND: _("A colleague of second line takes it up next"),
        Line.THIRD: _("A specialist takes it up next"),
    }
    return Progress(title=titles[Line(ticket.line)], sentence=_followed(ticket), person=ticket.owner)


def _in_progress(ticket: Ticket, _policy: Policy) -> Progress:
    if ticket.assignee is None:
        return Progress(title=_("We are working on it"), sentence=_followed(ticket))
    title = _("%(name)s is working on it") % {"name": ticket.assignee.name}
    return Progress(title=title, sentence=_followed(ticket), person=ticket.assignee)


def _waiting(ticket: Ticket, _policy: Policy) -> Progress:
    if ticket.wait_for == WaitFor.REQUESTER:
        sentence = ticket.wait_note or _("Please answer below, then we go on.")
        return Progress(title=_("We need something from you"), sentence=sentence, person=ticket.assignee, asks=True)
    titles = {
        WaitFor.SUPPLIER.value: _("We are waiting for a supplier"),
        WaitFor.CHANGE.value: _("It will be solved by a planned change"),
    }
    sentence = _("You need not do anything.")
    if ticket.resume_at:
        sentence = _("We go on %(time)s. You need not do anything.") % {"time": words.day_and_time(ticket.resume_at)}
    return Progress(
        title=titles.get(ticket.wait_for, _("It rests for a while")), sentence=sentence, person=ticket.assignee
    )


def _returned(ticket: Ticket, _policy: Policy) -> Progress:
    return Progress(
        title=_("We are looking for the right colleague"), sentence=_("You need not do anything."), person=ticket.owner
    )


def _resolved(ticket: Ticket, policy: Policy) -> Progress:
    moment = ticket.resolved_at or ticket.changed_at
    organisation = ticket.organisation
    last = after_working_days(
        moment, policy.close_after_days, country=organisation.country, zone=ZoneInfo(organisation.time_zone)
    )
    return Progress(
        title=_("We believe that it is solved"),
        sentence=_("Please try it and tell us. Without an answer we close it after %(day)s.")
        % {"day": words.day(last)},
        person=ticket.resolved_by,
        asks=True,
    )


def _closed(ticket: Ticket, _policy: Policy) -> Progress:
    return Progress(
        title=_("Done"),
        sentence=_("Closed %(time)s. If it comes back, write below or report it again.")
        % {"time": words.day_and_time(ticket.closed_at or ticket.changed_at)},
        over=True,
    )


def _cancelled(_ticket: Ticket, _policy: Policy) -> Progress:
    return Progress(title=_("Cancelled"), sentence=_("Nothing more is done. You can report it again."), over=True)


def _merged(ticket: Ticket, _policy: Policy) -> Progress:
    return Progress(
        title=_("Handled together with another report"),
        sentence=_("It goes on under number %(number)s.") % {"number": ticket.merged_into_id},
        over=True,
    )


def _followed(ticket: Ticket) -> str:
    if ticket.owner and ticket.owner_id != ticket.assignee_id:
        return _("%(name)s at the service desk follows it for you. You need not do anything.") % {
            "name": ticket.owner.name
        }
    return _("You need not do anything.")


_BY_STATE = {
    State.NEW: _new,
    State.DISPATCHED: _dispatched,
    State.IN_PROGRESS: _in_progress,
    State.WAITING: _waiting,
    State.RETURNED: _returned,
    State.RESOLVED: _resolved,
    State.CLOSED: _closed,
    State.CANCELLED: _cancelled,
    State.MERGED: _merged,
}

# How many points of the line are behind each state; cancelled and merged tickets have no line.
_PASSED = {
    State.NEW: 0,
    State.DISPATCHED: 1,
    State.RETURNED: 1,
    State.IN_PROGRESS: 2,
    State.WAITING: 2,
    State.RESOLVED: 3,
    State.CLOSED: 4,
}


def _steps(ticket: Ticket, arranged_at: datetime | None) -> tuple[Step, ...]:
    passed = _PASSED.get(State(ticket.state))
    if passed is None:
        return ()
    labels = (_("Received"), _("Arranged"), _("In work"), _("Done") if passed == 4 else _("Your confirmation"))
    moments = (ticket.reported_at, arranged_at, ticket.accepted_at, ticket.closed_at or ticket.resolved_at)
    return tuple(
        Step(
            label=label,
            state="done" if index < passed else "now" if index == passed else "todo",
            note=words.short_time(moment) if arranged_at and moment and index <= passed else "",
        )
        for index, (label, moment) in enumerate(zip(labels, moments, strict=True))
    )
