"""Everything that the page of a room shows, big facts first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from fuwutai.core import clock
from fuwutai.core.texts import LazyText
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.choices import RoomState
from fuwutai.incidents.major.models import Finding, MajorIncident, Seat, Update
from fuwutai.incidents.major.pages import looks, story
from fuwutai.incidents.major.pages.looks import Look
from fuwutai.incidents.major.services import gathering, updates
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Task, Ticket
from fuwutai.tickets.pages.looks import OF_STATE as OF_TICKET
from fuwutai.tickets.pages.story import Story

_MOST_CHILDREN = 12
_MOST_UPDATES = 20


@dataclass(frozen=True)
class Button:
    """A sheet of the room that this reader may open; see `views.sheets`."""

    noun: str
    label: str | LazyText
    icon: str
    kind: str = "line"
    key: str = ""


@dataclass(frozen=True)
class Due:
    """How the next update stands: minutes until then, negative when it is late."""

    at: datetime
    span: timedelta
    tone: str

    @property
    def is_late(self) -> bool:
        return self.tone == "bad"


@dataclass(frozen=True)
class Child:
    ticket: Ticket
    look: Look


@dataclass(frozen=True)
class RoomPage:
    room: MajorIncident
    look: Look
    lasted: timedelta
    due: Due | None
    buttons: Sequence[Button]
    may_manage: bool
    may_work: bool
    inside: Sequence[Seat]
    gone: Sequence[Seat]
    own_seat: Seat | None
    updates: Sequence[Update]
    tasks: Sequence[Task]
    children: Sequence[Child]
    reports: int
    candidates: Sequence[Ticket]
    findings: Sequence[Finding]
    story: Story
    moment: datetime


def of(actor: Actor, room: MajorIncident) -> RoomPage:
    moment = clock.now()
    seats = list(room.seats.select_related("person__organisation"))
    manages, works = permissions.manages(actor, room), permissions.works(actor, room)
    below = updates.reported(room).exclude(pk=room.ticket_id)
    shown = tickets.visible(actor).filter(pk__in=below.values("pk")).order_by("-pk")[:_MOST_CHILDREN]
    return RoomPage(
        room=room,
        look=looks.OF_STATE[RoomState(room.state)],
        lasted=(room.ended_at or moment) - room.opened_at,
        due=_due(room, moment),
        buttons=_buttons(actor, room, manages=manages, works=works),
        may_manage=manages,
        may_work=works,
        inside=[seat for seat in seats if not seat.left_at],
        gone=[seat for seat in seats if seat.left_at and seat.arrived_at],
        own_seat=next((seat for seat in seats if seat.person_id == actor.person_id and not seat.left_at), None),
        updates=list(room.updates.select_related("author")[:_MOST_UPDATES]),
        tasks=list(room.ticket.tasks.select_related("assignee", "team")),
        children=[Child(ticket, _look_of(ticket)) for ticket in shown],
        reports=below.count(),
        candidates=list(gathering.candidates(actor, room)[: gathering.MOST]) if works and room.is_running else [],
        findings=list(room.findings.select_related("owner")),
        story=story.of(actor, room),
        moment=moment,
    )


def _look_of(ticket: Ticket) -> Look:
    look = OF_TICKET[State(ticket.state)]
    return Look(look.icon, look.tone)


def _due(room: MajorIncident, moment: datetime) -> Due | None:
    if room.next_update_at is None:
        return None
    span = room.next_update_at - moment
    tone = "bad" if span < timedelta(0) else "warn" if span <= timedelta(minutes=5) else "ok"
    return Due(at=room.next_update_at, span=abs(span), tone=tone)


def _buttons(actor: Actor, room: MajorIncident, *, manages: bool, works: bool) -> list[Button]:
    found = []
    if room.state == RoomState.DECLARED and manages:
        found.append(Button("confirmation", _("Confirm"), icon="gavel", kind="primary", key="y"))
        found.append(Button("standing-down", _("Stand down"), icon="circle-x"))
    if room.state == RoomState.CONFIRMED and permissions.speaks(actor, room):
        found.append(Button("update", _("Write an update"), icon="speakerphone", kind="primary", key="u"))
    if works:
        found.append(Button("note", _("Write a note"), icon="note", key="n"))
    if room.is_running and manages:
        found.append(Button("call", _("Call in"), icon="phone-call", key="i"))
    if room.state == RoomState.CONFIRMED and manages:
        found.append(Button("rhythm", _("Rhythm"), icon="clock"))
        found.append(Button("end", _("It is over"), icon="circle-check"))
        found.append(Button("standing-down", _("Stand down"), icon="circle-x"))
    return found
