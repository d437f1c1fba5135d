"""A ticket that becomes major opens its room, alarms who decides and who leads, and nobody else (C11)."""

import pytest

from fuwutai.core.errors import Conflict, Forbidden, Invalid, NotFound
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.choices import RoomState
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.services import rooms
from fuwutai.incidents.major.tests.world import Crisis, add, make_major, told
from fuwutai.notices import kinds
from fuwutai.notices.models import Notice
from fuwutai.people.models import Role
from fuwutai.people.services import hold_role
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Grade
from fuwutai.tickets.models import Participation, Ticket
from fuwutai.timeline import verification


def test_becoming_major_opens_a_room_and_alarms_manager_and_management(crisis: Crisis) -> None:
    room = crisis.room
    assert (room.state, room.reason, room.opened_by) == (RoomState.DECLARED, "全楼断网", crisis.cast.amy)
    assert {"马克", "伊芙"} <= {*told("declared")}
    assert list(verification.findings()) == []


def test_alarms_do_not_wait_for_the_morning_nor_can_they_be_declined(crisis: Crisis) -> None:
    assert set(Notice.objects.filter(kind="major.declared").values_list("urgent", flat=True)) == {True}
    alarms = [kind for kind in kinds.declared() if kind.key.startswith("major.")]
    assert len(alarms) == 9
    assert not any(kind.can_be_declined for kind in alarms)


def test_ordinary_and_urgent_tickets_open_none(cast: Cast) -> None:
    make_major(cast, cast.act("amy", cast.ticket(), "claim"), grade=Grade.URGENT)
    assert not MajorIncident.objects.exists()


def test_whose_request_it_is_hears_of_no_internal_alarm(cast: Cast) -> None:
    eve = add(cast, "eve", "伊芙", "executive")
    for person in (cast.rita, cast.kay, cast.otto):
        hold_role(person, role=Role.objects.get(key="executive"))
    ticket = cast.act("amy", cast.ticket(), "claim")
    Participation.objects.create(ticket=ticket, person=cast.tom, part="watcher")
    make_major(cast, ticket)
    names = told("declared")
    # Rita asked for it and Kay is key user of her department, whatever role they have; Tom only watches.
    assert eve.name in names
    assert not {cast.rita.name, cast.kay.name, cast.tom.name} & {*names}


def test_requester_who_works_here_does_not_see_the_room(cast: Cast) -> None:
    add(cast, "max", "马克", "incident_manager")
    ticket = cast.ticket(by="max")
    make_major(cast, cast.act("amy", ticket, "claim"))
    assert "马克" not in told("declared")
    with pytest.raises(NotFound):
        permissions.fetch(cast.actor("max"), ticket.pk)


def test_strangers_do_not_find_the_room(crisis: Crisis) -> None:
    for name in ("rita", "kay", "otto", "amy", "sam"):
        with pytest.raises(NotFound):
            permissions.fetch(crisis.cast.actor(name), crisis.ticket.pk)
    assert permissions.fetch(crisis.cast.actor("eve"), crisis.ticket.pk) == crisis.room


def test_manager_confirms_and_leads(crisis: Crisis) -> None:
    room = crisis.confirmed(minutes=15)
    assert (room.state, room.manager, room.rhythm) == (RoomState.CONFIRMED, crisis.cast.max, 15)
    assert room.seats.get().arrived_at
    assert "伊芙" in told("confirmed")
    with pytest.raises(Conflict):
        crisis.confirmed()


def test_management_only_reads(crisis: Crisis) -> None:
    with pytest.raises(Forbidden):
        rooms.confirm(crisis.cast.actor("eve"), crisis.ticket.pk)


def test_standing_down_needs_a_reason_and_puts_the_class_back(crisis: Crisis) -> None:
    with pytest.raises(Invalid):
        rooms.stand_down(crisis.cast.actor("max"), crisis.ticket.pk, reason=" ")
    room = rooms.stand_down(crisis.cast.actor("max"), crisis.ticket.pk, reason="只是一台交换机")
    assert room.state == RoomState.STOOD_DOWN
    assert Ticket.objects.get(pk=crisis.ticket.pk).grade == Grade.NORMAL
    assert "伊芙" in told("stood_down")
    assert list(verification.findings()) == []


def test_class_that_falls_back_stands_the_room_down_and_major_again_reopens_it(crisis: Crisis) -> None:
    make_major(crisis.cast, crisis.ticket, grade=Grade.NORMAL)
    assert crisis.room.state == RoomState.STOOD_DOWN
    length = crisis.room.timeline_length
    make_major(crisis.cast, crisis.ticket)
    assert (crisis.room.state, crisis.room.openings) == (RoomState.DECLARED, 2)
    assert crisis.room.timeline_length == length + 1
    assert told("declared").count("伊芙") == 2


def test_room_follows_a_merged_ticket(crisis: Crisis) -> None:
    crisis.confirmed()
    other = crisis.cast.act("amy", crisis.cast.ticket(title="另一张"), "claim")
    crisis.cast.act("amy", crisis.ticket, "merge", other=other)
    room = MajorIncident.objects.get()
    assert (room.ticket_id, room.state) == (other.pk, RoomState.CONFIRMED)
    assert Ticket.objects.get(pk=other.pk).grade == Grade.MAJOR
    # The old address still leads there.
    assert permissions.fetch(crisis.cast.actor("max"), crisis.ticket.pk) == room
    assert list(verification.findings()) == []


def test_room_merged_into_one_with_a_room_is_stood_down(crisis: Crisis) -> None:
    other = make_major(crisis.cast, crisis.cast.act("amy", crisis.cast.ticket(title="另一张"), "claim"))
    crisis.cast.act("amy", crisis.ticket, "merge", other=other)
    states = dict(MajorIncident.objects.values_list("ticket", "state"))
    assert states == {crisis.ticket.pk: RoomState.STOOD_DOWN, other.pk: RoomState.DECLARED}


def test_cancelled_ticket_closes_its_room(crisis: Crisis) -> None:
    crisis.cast.act("amy", crisis.ticket, "cancel", reason="误报")
    assert crisis.room.state == RoomState.STOOD_DOWN


def test_working_on_it_alarms_nobody_again(crisis: Crisis) -> None:
    before = Notice.objects.filter(kind="major.declared").count()
    crisis.cast.act("amy", crisis.ticket, "note", text="在查")
    make_major(crisis.cast, crisis.ticket)
    assert Notice.objects.filter(kind="major.declared").count() == before


def test_administrators_are_alarmed_only_if_it_is_their_part(crisis: Crisis) -> None:
    ada = crisis.cast.ada
    assert ada.name not in told("declared")
    assert crisis.cast.actor("ada").can(permissions.MANAGE)
    hold_role(ada, role=Role.objects.get(key="incident_manager"))
    make_major(crisis.cast, crisis.cast.act("amy", crisis.cast.ticket(), "claim"))
    assert ada.name in told("declared")


def test_administrators_are_alarmed_where_nobody_else_can_decide(cast: Cast) -> None:
    make_major(cast, cast.act("amy", cast.ticket(), "claim"))
    assert cast.ada.name in told("declared")


def test_administrators_stand_in_where_the_only_manager_asked_for_it(cast: Cast) -> None:
    add(cast, "max", "马克", "incident_manager")
    make_major(cast, cast.act("amy", cast.ticket(by="max"), "claim"))
    assert cast.ada.name in told("declared")
    assert "马克" not in told("declared")
