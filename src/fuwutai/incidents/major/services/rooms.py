"""Opening a room, deciding, and ending it (mission C11)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.texts import storable
from fuwutai.incidents.major import permissions, rhythm
from fuwutai.incidents.major.choices import RUNNING, RoomPart, RoomState
from fuwutai.incidents.major.models import MajorIncident, Seat
from fuwutai.incidents.major.services import seats, story, telling
from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.tickets import lifecycle
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets import services as acting
from fuwutai.tickets.choices import Grade
from fuwutai.tickets.models import Ticket

_MOST_MINUTES = 1_440


def open_for(actor: Actor, ticket: Ticket) -> MajorIncident:
    """Open the room of a ticket that became major, or open it once more; alarms managers and management.

    The caller holds the ticket's row. A room that is running is left as it is.
    """
    room = MajorIncident.objects.select_for_update().filter(ticket=ticket).first()
    if room and room.is_running:
        return room
    again = room is not None
    room = room or MajorIncident(ticket=ticket, openings=0)
    room.ticket = ticket
    room.state, room.reason = RoomState.DECLARED, ticket.grade_reason[:250]
    room.opened_at, room.opened_by, room.openings = clock.now(), actor.person, room.openings + 1
    room.confirmed_at = room.ended_at = room.next_update_at = None
    room.next_alarm_at = room.opened_at + rhythm.UNDECIDED
    touched = (
        "state", "reason", "opened_at", "opened_by", "openings", "confirmed_at", "ended_at", "next_update_at",
        "next_alarm_at",
    )  # fmt: skip
    story.save(room, "open", actor=actor, text=room.reason, touched=touched, again=again)
    telling.tell(room, "declared", [*telling.managers(room), *telling.management(room)], by=actor, again=again)
    return room


def confirm(actor: Actor, number: int, *, minutes: int = 30, note: str = "") -> MajorIncident:
    """It is one: whoever confirms it manages it, has a seat, and the first update is due one rhythm from now."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        permissions.must_manage(actor, room)
        _must_be(room, RoomState.DECLARED)
        _check_minutes(minutes)
        room.state, room.manager, room.confirmed_at = RoomState.CONFIRMED, actor.person, clock.now()
        room.rhythm = minutes
        rhythm.start(room)
        touched = ("state", "manager", "confirmed_at", *rhythm.FIELDS)
        story.save(room, "confirm", actor=actor, text=storable(note), touched=touched, minutes=minutes)
        if actor.person:
            seats.take(room, actor.person, RoomPart.LEAD, arrived=True)
        telling.tell(room, "confirmed", telling.everybody_inside(room), by=actor, text=note)
    return room


def stand_down(actor: Actor, number: int, *, reason: str) -> MajorIncident:
    """It is none after all: the room closes and the ticket's class goes back to normal."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        permissions.must_manage(actor, room)
        _must_be(room, *RUNNING)
        if not reason.strip():
            raise Invalid.at("reason", _("Say why this is no major incident."))
        close(actor, room, text=storable(reason))
        _put_class_back(actor, room.ticket)
    return room


def close(actor: Actor, room: MajorIncident, *, text: str = "", because: str = "") -> None:
    """Stand a held room down, and tell everybody whom it alarmed; `because` is a code for what did it by itself."""
    room.state, room.ended_at = RoomState.STOOD_DOWN, clock.now()
    rhythm.stop(room)
    touched = ("state", "ended_at", *rhythm.FIELDS)
    story.save(room, "stand_down", actor=actor, text=text, touched=touched, because=because)
    telling.tell(room, "stood_down", telling.everybody_inside(room), by=actor, text=text)


def end(actor: Actor, number: int, *, note: str = "") -> MajorIncident:
    """The service works again. The room waits for its review."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        permissions.must_manage(actor, room)
        _must_be(room, RoomState.CONFIRMED)
        room.state, room.ended_at = RoomState.OVER, clock.now()
        rhythm.stop(room)
        story.save(
            room, "end", actor=actor, text=storable(note), touched=("state", "ended_at", *rhythm.FIELDS),
            minutes=int((room.ended_at - room.opened_at) / timedelta(minutes=1)),
        )  # fmt: skip
        telling.tell(room, "over", telling.everybody_inside(room), by=actor, text=note)
        Seat.objects.filter(major=room, left_at__isnull=True, arrived_at__isnull=False).update(left_at=room.ended_at)
    return room


def set_rhythm(actor: Actor, number: int, *, minutes: int) -> MajorIncident:
    """An update every so many minutes, counted from now."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        permissions.must_manage(actor, room)
        _must_be(room, RoomState.CONFIRMED)
        _check_minutes(minutes)
        before, room.rhythm = room.rhythm, minutes
        rhythm.start(room)
        story.save(room, "rhythm", actor=actor, touched=rhythm.FIELDS, before=before, minutes=minutes)
    return room


def note(actor: Actor, number: int, *, text: str) -> MajorIncident:
    """Write something down for those in the room."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        permissions.must_work(actor, room)
        if not text.strip():
            raise Invalid.at("text", _("Write something first."))
        story.save(room, "note", actor=actor, text=storable(text))
    return room


def move(actor: Actor, ticket: Ticket) -> None:
    """Let the room of a ticket that was merged follow to the ticket that stays.

    Where that one has a room already, this one is stood down; else the other ticket becomes major for the same reason.
    """
    other = ticket.merged_into
    room = MajorIncident.objects.select_related("ticket__organisation").filter(ticket=ticket).first()
    if room is None or other is None or not room.is_running:
        return
    room = permissions.held(room)
    if MajorIncident.objects.filter(ticket=other).exists():
        close(actor, room, because="merged")
        return
    room.ticket = other
    story.save(room, "move", actor=actor, touched=("ticket",), before=ticket.pk, after=other.pk)
    _raise_class(other, reason=ticket.grade_reason or room.reason)


def _must_be(room: MajorIncident, *states: RoomState) -> None:
    if room.state not in states:
        current = {"state": str(room.state)}
        raise Conflict(_("The room is “%(state)s” now.") % {"state": room.get_state_display()}, current=current)


def _check_minutes(minutes: int) -> None:
    if not 5 <= minutes <= _MOST_MINUTES:
        raise Invalid.at("minutes", _("Choose between 5 minutes and a day."))


def _put_class_back(actor: Actor, ticket: Ticket) -> None:
    _set_class(actor, ticket, Grade.NORMAL, "")


def _raise_class(ticket: Ticket, *, reason: str) -> None:
    if ticket.grade != Grade.MAJOR:
        _set_class(SYSTEM, ticket, Grade.MAJOR, reason or str(_("Merged from a major incident")))


def _set_class(actor: Actor, ticket: Ticket, grade: Grade, reason: str) -> None:
    """By the verb that sets it. The manager may have no hand in the ticket itself; then the system does it for them."""
    verb = lifecycle.get(ticket.kind).verb("prioritise")
    if verb is None or ticket.state not in verb.sources or ticket.grade == grade:
        return
    doer = actor if tickets.may(actor, verb, ticket) else SYSTEM
    values = {"impact": ticket.impact, "urgency": ticket.urgency, "grade": grade, "grade_reason": reason}
    acting.act(doer, ticket.pk, "prioritise", values)
