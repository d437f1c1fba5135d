"""Who is in: called, arrived, left; and what is learnt when it is over."""

from datetime import timedelta

import pytest

from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.choices import FindingState, RoomPart, RoomState
from fuwutai.incidents.major.services import reviewing, rooms, seats
from fuwutai.incidents.major.tests.world import Crisis, told
from fuwutai.timeline import verification


def call(crisis: Crisis, name: str, duty: RoomPart = RoomPart.ENGINEER) -> None:
    seats.call_in(crisis.cast.actor("max"), crisis.ticket.pk, person=crisis.cast.persons[name], duty=duty)


def test_called_arrived_left_and_back(crisis: Crisis) -> None:
    crisis.confirmed()
    call(crisis, "tom")
    assert told("called") == [crisis.cast.tom.name]
    # Tom saw nothing of it before.
    assert permissions.fetch(crisis.cast.actor("tom"), crisis.ticket.pk) == crisis.room
    tom = crisis.cast.actor("tom")
    assert seats.arrive(tom, crisis.ticket.pk).arrived_at
    assert seats.leave(tom, crisis.ticket.pk, person=crisis.cast.tom).left_at
    with pytest.raises(Conflict):
        seats.leave(crisis.cast.actor("max"), crisis.ticket.pk, person=crisis.cast.tom)
    call(crisis, "tom", RoomPart.SCRIBE)
    seat = crisis.room.seats.get(person=crisis.cast.tom)
    assert (seat.duty, seat.arrived_at, seat.left_at) == (RoomPart.SCRIBE, None, None)
    assert list(verification.findings()) == []


def test_who_asked_for_it_is_not_called_in(crisis: Crisis) -> None:
    crisis.confirmed()
    for name in ("rita", "kay", "otto"):
        with pytest.raises(Invalid):
            call(crisis, name)


def test_only_the_manager_calls_and_sends_away(crisis: Crisis) -> None:
    crisis.confirmed()
    call(crisis, "sam")
    call(crisis, "ben")
    sam = crisis.cast.actor("sam")
    with pytest.raises(Forbidden):
        seats.call_in(sam, crisis.ticket.pk, person=crisis.cast.lee, duty=RoomPart.ENGINEER)
    with pytest.raises(Forbidden):
        seats.leave(sam, crisis.ticket.pk, person=crisis.cast.ben)
    assert rooms.note(sam, crisis.ticket.pk, text="查到了环路")


def test_review_with_findings_that_are_worked_off(crisis: Crisis) -> None:
    crisis.confirmed()
    manager, number = crisis.cast.actor("max"), crisis.ticket.pk
    rooms.end(manager, number, note="换了交换机")
    with pytest.raises(Invalid):
        reviewing.finish(manager, number)
    reviewing.write(manager, number, parts={"summary": "环路", "causes": "没有防环"})
    until = clock.now().date() + timedelta(days=14)
    finding = reviewing.find(manager, number, text="全部端口开启防环", owner=crisis.cast.lee, due_on=until)
    assert told("finding") == [crisis.cast.lee.name]
    assert reviewing.finish(manager, number).state == RoomState.REVIEWED
    lee = crisis.cast.actor("lee")
    done = reviewing.settle(lee, finding.pk, state=FindingState.DONE, result="已完成")
    assert (done.state, bool(done.ended_at)) == (FindingState.DONE, True)
    with pytest.raises(Forbidden):
        reviewing.settle(crisis.cast.actor("eve"), finding.pk, state=FindingState.OPEN)
    assert list(verification.findings()) == []


def test_a_ticket_that_is_rejected_afterwards_opens_the_room_again(crisis: Crisis) -> None:
    crisis.confirmed()
    crisis.cast.act("amy", crisis.ticket, "resolve", solution="好了", code=crisis.cast.code)
    rooms.end(crisis.cast.actor("max"), crisis.ticket.pk)
    crisis.cast.act("rita", crisis.ticket, "reject", reason="还是不行")
    assert crisis.room.state == RoomState.DECLARED
