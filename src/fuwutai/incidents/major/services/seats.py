"""Who is in: called, arrived, left."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.choices import RoomPart
from fuwutai.incidents.major.models import MajorIncident, Seat
from fuwutai.incidents.major.services import story, telling
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM, Actor, actor_of
from fuwutai.tickets import lifecycle, readers
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets import services as acting


def call_in(actor: Actor, number: int, *, person: Person, duty: RoomPart) -> Seat:
    """Call somebody into the room, or give them another part. They can read the ticket from then on."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        permissions.must_manage(actor, room)
        _must_run(room)
        _check(room, person)
        before = room.seats.filter(person=person).first()
        again = before is not None and before.left_at is None
        seat = take(room, person, duty, arrived=person.pk == actor.person_id)
        story.save(room, "part" if again else "call_in", actor=actor, person=_plain(person), duty=str(duty))
        if not again:
            telling.tell(room, "called", [person], by=actor, duty=str(duty))
        _let_read(room, person)
    return seat


def arrive(actor: Actor, number: int, *, duty: RoomPart = RoomPart.ENGINEER) -> Seat:
    """Enter the room. Who was called keeps the part they were called for."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        _must_run(room)
        person = actor.person
        if person is None:
            raise Conflict(_("Only a person can sit in the room."))
        before = room.seats.filter(person=person).first()
        if before and before.arrived_at and not before.left_at:
            return before
        seat = take(room, person, RoomPart(before.duty) if before else duty, arrived=True)
        story.save(room, "arrive", actor=actor, duty=str(seat.duty))
    return seat


def leave(actor: Actor, number: int, *, person: Person) -> Seat:
    """Somebody leaves; the manager may send others out of the list."""
    with transaction.atomic():
        room = permissions.fetch(actor, number, lock=True)
        if person.pk != actor.person_id:
            permissions.must_manage(actor, room)
        seat = room.seats.select_related("person").filter(person=person, left_at__isnull=True).first()
        if seat is None:
            raise Conflict(_("“%(name)s” is not in the room.") % {"name": person.name})
        seat.left_at = clock.now()
        seat.save(update_fields=["left_at"])
        story.save(room, "leave", actor=actor, person=_plain(person))
    return seat


def take(room: MajorIncident, person: Person, duty: RoomPart, *, arrived: bool) -> Seat:
    """Give a person a seat in a held room; somebody who left comes back to the same one."""
    moment = clock.now()
    seat = room.seats.filter(person=person).first() or Seat(major=room, person=person, called_at=moment)
    if seat.left_at:
        seat.called_at, seat.arrived_at, seat.left_at = moment, None, None
    seat.duty = duty
    if arrived and seat.arrived_at is None:
        seat.arrived_at = moment
    seat.save()
    return seat


def _must_run(room: MajorIncident) -> None:
    if not room.is_running:
        raise Conflict(_("The room is “%(state)s” now.") % {"state": room.get_state_display()})


def _check(room: MajorIncident, person: Person) -> None:
    if person.pk in readers.whose_request(room.ticket):
        raise _refused(_("“%(name)s” reported it; write them an update instead.") % {"name": person.name})
    if not person.active or not actor_of(person).is_staff:
        raise _refused(_("“%(name)s” does not work here.") % {"name": person.name})


def _refused(sentence: str) -> Invalid:
    return Invalid.at("person", sentence)


def _let_read(room: MajorIncident, person: Person) -> None:
    """Whoever can't see the ticket takes part in it from now on."""
    verb = lifecycle.get(room.ticket.kind).verb("add_participant")
    seen = tickets.visible(actor_of(person)).filter(pk=room.ticket_id).exists()
    if not seen and verb and room.ticket.state in verb.sources:
        acting.act(SYSTEM, room.ticket_id, "add_participant", {"person": person})


def _plain(person: Person) -> dict[str, object]:
    return {"id": person.pk, "name": person.name}
