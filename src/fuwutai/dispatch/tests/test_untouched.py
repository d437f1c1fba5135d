"""What is claimed and not touched: a warning, then back to the pool, in working time (mission A4)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fuwutai.core import clock
from fuwutai.dispatch.choices import PlacementOutcome, Way
from fuwutai.dispatch.models import Placement, Policy, Watch
from fuwutai.dispatch.services import watching
from fuwutai.dispatch.tests.rules import rule, run, stand
from fuwutai.duty.models import Absence
from fuwutai.notices.models import Notice
from fuwutai.people.models import Person
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

# A Friday, 15:00 in Shanghai: three hours before the weekend.
FRIDAY = datetime(2026, 11, 6, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def friday(cast: Cast) -> Iterator[None]:
    """An hour of patience more than the day has, one hour after the warning; the handing back is on."""
    with clock.at(FRIDAY):
        Policy.objects.create(pk=1, hands_back=True)
        yield


def look_at(moment: datetime) -> None:
    with clock.at(moment):
        watching.look()
        run()


def claimed(cast: Cast) -> Ticket:
    return cast.act("amy", cast.ticket(), "claim")


def accepted(cast: Cast) -> Ticket:
    ticket = cast.act("amy", claimed(cast), "assign", team=cast.network)
    return cast.act("sam", ticket, "accept")


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def warned() -> list[Person | None]:
    return [notice.person for notice in Notice.objects.filter(kind="dispatch.untouched").order_by("pk")]


def away(person: Person, stand_in: Person | None = None) -> None:
    Absence.objects.create(person=person, start=FRIDAY, end=FRIDAY + timedelta(days=9), stand_in=stand_in)


@pytest.mark.usefixtures("friday")
def test_a_warning_comes_after_the_weekend_and_then_it_goes_back(cast: Cast) -> None:
    ticket = claimed(cast)
    monday = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)
    look_at(FRIDAY + 5 * HOUR)
    look_at(monday + HOUR - timedelta(seconds=1))
    assert warned() == []
    look_at(monday + HOUR)
    look_at(monday + HOUR)
    assert warned() == [cast.amy]
    look_at(monday + 2 * HOUR - timedelta(seconds=1))
    assert fresh(ticket).state == State.IN_PROGRESS
    look_at(monday + 2 * HOUR)
    look_at(monday + 2 * HOUR)
    back = fresh(ticket)
    assert (back.state, back.assignee, back.team, back.owner) == (State.RETURNED, None, cast.desk, cast.amy)
    assert not Watch.objects.exists()
    assert Entry.objects.filter(record=ticket.timeline, verb="hand_back", actor=None).count() == 1


@pytest.mark.usefixtures("friday")
def test_a_touch_begins_the_time_anew_even_after_the_warning(cast: Cast) -> None:
    ticket = claimed(cast)
    monday = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)
    look_at(monday)
    with clock.at(monday + HOUR / 2):
        cast.act("amy", ticket, "note", text="angerufen")
    look_at(monday + HOUR)
    assert (fresh(ticket).state, Watch.objects.get().warned_at) == (State.IN_PROGRESS, None)


@pytest.mark.usefixtures("friday")
def test_what_the_requester_writes_is_no_touch(cast: Cast) -> None:
    ticket = claimed(cast)
    with clock.at(FRIDAY + HOUR):
        cast.act("rita", ticket, "say", text="?")
    assert Watch.objects.get().touched_at == FRIDAY


@pytest.mark.usefixtures("friday")
def test_on_hold_nobody_waits_for_a_touch(cast: Cast) -> None:
    ticket = cast.act("amy", claimed(cast), "wait", wait_for="supplier")
    assert not Watch.objects.exists()
    with clock.at(FRIDAY + HOUR):
        cast.act("amy", ticket, "resume")
    assert Watch.objects.get().touched_at == FRIDAY + HOUR


@pytest.mark.usefixtures("friday")
def test_what_presses_has_less_patience(cast: Cast) -> None:
    cast.act("amy", cast.ticket(impact=1, urgency=1), "claim")
    look_at(FRIDAY + HOUR)
    assert warned() == [cast.amy]


@pytest.mark.usefixtures("friday")
def test_from_second_line_it_goes_back_to_the_group(cast: Cast) -> None:
    ticket = accepted(cast)
    look_at(FRIDAY + timedelta(days=4))
    look_at(FRIDAY + timedelta(days=4, hours=2))
    assert (fresh(ticket).state, fresh(ticket).team, fresh(ticket).assignee) == (State.DISPATCHED, cast.network, None)
    told = Notice.objects.filter(kind="ticket.handed_back").values_list("person", flat=True)
    assert set(told) == {cast.sam.pk, cast.lee.pk}


@pytest.mark.usefixtures("friday")
def test_the_rule_finds_somebody_else_than_whoever_let_it_lie(cast: Cast) -> None:
    rule(cast.network, way=Way.ROUND_ROBIN)
    stand(cast.network, cast.sam, cast.lee)
    ticket = cast.ticket()
    run()
    cast.act("sam", ticket, "accept")
    later = FRIDAY + timedelta(days=4)
    look_at(later)
    with clock.at(later + 2 * HOUR):
        stand(cast.network, cast.sam, cast.lee)
    look_at(later + 2 * HOUR)
    assert (fresh(ticket).state, fresh(ticket).assignee) == (State.DISPATCHED, cast.lee)
    assert Placement.objects.get().outcome == PlacementOutcome.LAPSED


@pytest.mark.usefixtures("friday")
def test_on_leave_it_goes_to_the_stand_in_without_a_warning(cast: Cast) -> None:
    ticket = accepted(cast)
    away(cast.sam, stand_in=cast.lee)
    look_at(FRIDAY + timedelta(days=4))
    assert (fresh(ticket).assignee, fresh(ticket).state, warned()) == (cast.lee, State.DISPATCHED, [])


@pytest.mark.usefixtures("friday")
@pytest.mark.parametrize("stand_in", ["", "tom"])
def test_on_leave_without_somebody_of_the_group_it_goes_back_at_once(cast: Cast, stand_in: str) -> None:
    ticket = accepted(cast)
    away(cast.sam, stand_in=cast.persons.get(stand_in))
    look_at(FRIDAY + timedelta(days=4))
    assert (fresh(ticket).assignee, warned()) == (None, [])


def test_switched_off_nothing_is_watched(cast: Cast) -> None:
    claimed(cast)
    assert not Watch.objects.exists()


def test_switched_on_everything_has_its_full_time(cast: Cast) -> None:
    tickets = [claimed(cast) for _turn in range(3)]
    with clock.at(FRIDAY):
        Policy.objects.create(pk=1, hands_back=True)
        assert watching.begin() == tickets[-1].pk
        assert watching.begin(tickets[-1].pk) is None
        watching.look()
    assert (Watch.objects.filter(touched_at=FRIDAY).count(), warned()) == (3, [])


@pytest.mark.usefixtures("friday")
def test_longer_patience_counts_for_what_is_watched_already(cast: Cast) -> None:
    claimed(cast)
    Policy.objects.update(warn_after=480)
    look_at(datetime(2026, 11, 9, 2, 0, tzinfo=UTC))
    assert warned() == []
    assert Watch.objects.get().look_at == datetime(2026, 11, 9, 7, 30, tzinfo=UTC)


@pytest.mark.usefixtures("friday")
def test_what_was_due_during_an_outage_at_night_waits_for_the_morning(cast: Cast) -> None:
    claimed(cast)
    look_at(datetime(2026, 11, 9, 16, 0, tzinfo=UTC))
    assert warned() == []
    look_at(datetime(2026, 11, 10, 1, 0, tzinfo=UTC))
    assert warned() == [cast.amy]


@pytest.mark.usefixtures("friday")
def test_a_look_costs_what_is_due(cast: Cast, django_assert_max_num_queries: object) -> None:
    for _turn in range(5):
        claimed(cast)
    with clock.at(FRIDAY + HOUR), django_assert_max_num_queries(1):  # type: ignore[operator]
        assert watching.look() == 0


@pytest.mark.usefixtures("friday")
def test_a_ticket_that_fails_holds_up_none_and_is_looked_at_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other, warn = claimed(cast), claimed(cast), watching._warn

    def fail(ticket: Ticket, *rest: Any) -> None:
        warn(ticket, *rest)
        if ticket == broken:
            raise ZeroDivisionError

    monday = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)
    with monkeypatch.context() as patch:
        patch.setattr(watching, "_warn", fail)
        look_at(monday)
    assert list(Watch.objects.exclude(warned_at=None).values_list("ticket", flat=True)) == [other.pk]
    assert warned() == [cast.amy]
    look_at(monday + timedelta(seconds=30))
    assert len(warned()) == 1
    look_at(monday + timedelta(minutes=1))
    assert len(warned()) == 2
