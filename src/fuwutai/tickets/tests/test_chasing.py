"""A solution that nobody answers: asked about once, then closed, in the morning of working days and never else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fuwutai.core import clock
from fuwutai.notices.models import Notice
from fuwutai.people.permissions import Actor
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Policy, Ticket
from fuwutai.tickets.services import act, sweeping

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(day: str, hour: str = "09:00") -> datetime:
    return datetime.fromisoformat(f"2026-{day}T{hour}").replace(tzinfo=SHANGHAI)


def solved(cast: Cast, day: str = "11-16") -> Ticket:
    """Solved on a Monday afternoon: reminded after 2 working days, closed after 5."""
    with clock.at(moment(day, "15:00")):
        ticket = cast.act("amy", cast.ticket(), "claim")
        return cast.act("amy", ticket, "resolve", solution="重启了网关", code=cast.code)


def swept(ticket: Ticket, day: str, hour: str = "09:10") -> Ticket:
    with clock.at(moment(day, hour)):
        sweeping.chase_unanswered()
    ticket.refresh_from_db()
    return ticket


def test_requester_is_asked_again_and_then_it_is_closed(cast: Cast) -> None:
    ticket = solved(cast)
    assert swept(ticket, "11-18", "17:00").reminded_at is None
    assert swept(ticket, "11-19").reminded_at == moment("11-19", "09:10")
    assert [notice.person for notice in Notice.objects.filter(kind="ticket.reminded")] == [cast.rita]
    assert swept(ticket, "11-23", "17:00").state == State.RESOLVED
    assert swept(ticket, "11-24").state == State.CLOSED
    assert ticket.closed_at == moment("11-24", "09:10")
    assert Notice.objects.filter(kind="ticket.closed", person=cast.rita).exists()


def test_it_is_asked_only_once(cast: Cast) -> None:
    ticket = solved(cast)
    for hour in ("09:10", "09:20", "14:00"):
        swept(ticket, "11-19", hour)
    assert Notice.objects.filter(kind="ticket.reminded").count() == 1


@pytest.mark.parametrize(
    ("day", "hour"), [("11-19", "00:00"), ("11-19", "08:59"), ("11-19", "18:00"), ("11-21", "10:00")]
)
def test_nobody_is_written_to_at_night_or_on_a_day_off(cast: Cast, day: str, hour: str) -> None:
    assert swept(solved(cast), day, hour).reminded_at is None


def test_nothing_is_closed_at_night_or_on_a_day_off_however_late_it_is(cast: Cast) -> None:
    ticket = solved(cast)
    for day, hour in (("11-24", "00:00"), ("11-28", "10:00"), ("11-29", "10:00"), ("11-30", "08:59")):
        assert swept(ticket, day, hour).state == State.RESOLVED
    assert swept(ticket, "11-30").state == State.CLOSED


def test_a_holiday_does_not_count_but_its_make_up_day_does(cast: Cast) -> None:
    ticket = solved(cast, "09-28")
    for day in ("10-01", "10-03", "10-07"):
        assert swept(ticket, day).reminded_at is None
    assert swept(ticket, "10-08").reminded_at == moment("10-08", "09:10")
    assert swept(ticket, "10-10", "17:00").state == State.RESOLVED
    assert swept(ticket, "10-12").state == State.CLOSED


def test_an_answer_stops_it(cast: Cast) -> None:
    ticket = solved(cast)
    with clock.at(moment("11-18", "10:00")):
        cast.act("rita", ticket, "say", text="明天试")
    assert swept(ticket, "11-19").reminded_at is None
    assert swept(ticket, "11-30").state == State.RESOLVED


def test_not_solved_takes_it_back_into_work_and_the_days_begin_anew(cast: Cast) -> None:
    ticket = solved(cast)
    swept(ticket, "11-19")
    with clock.at(moment("11-20", "10:00")):
        cast.act("rita", ticket, "reject", reason="还是不行")
    assert swept(ticket, "11-30").state == State.IN_PROGRESS
    with clock.at(moment("11-30", "11:00")):
        cast.act("amy", ticket, "resolve", solution="换了网关", code=cast.code)
    assert swept(ticket, "12-02").reminded_at is None
    assert swept(ticket, "12-03").reminded_at == moment("12-03", "09:10")


def test_the_configured_days_count(cast: Cast) -> None:
    policy = Policy.objects.get()
    policy.remind_after_days, policy.close_after_days = 1, 3
    policy.save()
    ticket = solved(cast)
    assert swept(ticket, "11-18").reminded_at is not None
    assert swept(ticket, "11-20").state == State.CLOSED


def test_those_who_were_asked_do_not_keep_others_from_being_asked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 1)
    asked, unasked = solved(cast, "11-13"), solved(cast)
    assert swept(asked, "11-19").reminded_at is not None
    assert swept(unasked, "11-19", "09:20").reminded_at is not None


def test_the_morning_is_the_requesters_own(cast: Cast) -> None:
    cast.rita.time_zone = "Europe/Berlin"
    cast.rita.save()
    ticket = solved(cast)
    assert swept(ticket, "11-19", "14:00").reminded_at is None
    with clock.at(datetime(2026, 11, 19, 8, 0, tzinfo=UTC) + timedelta(minutes=10)):
        sweeping.chase_unanswered()
    ticket.refresh_from_db()
    assert ticket.reminded_at is not None


def test_one_that_fails_holds_up_none_and_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other, judged = solved(cast), solved(cast), sweeping._is_due

    def fail(ticket: Ticket, days: int) -> bool:
        if ticket == broken:
            raise ZeroDivisionError
        return judged(ticket, days)

    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "_is_due", fail)
        assert swept(other, "11-19").reminded_at == moment("11-19", "09:10")
    assert swept(broken, "11-19").reminded_at is None
    assert swept(broken, "11-19", "09:20").reminded_at == moment("11-19", "09:20")


def test_taking_up_one_that_fails_holds_up_none(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    until = moment("11-17", "10:00")
    with clock.at(moment("11-16", "15:00")):
        claimed = [cast.act("amy", cast.ticket(), "claim") for _turn in range(2)]
        broken, other = [cast.act("amy", one, "wait", wait_for="supplier", resume_at=until) for one in claimed]

    def fail(actor: Actor, number: int, verb: str, **more: Any) -> Ticket:
        ticket = act(actor, number, verb, **more)
        if number == broken.pk:
            raise ZeroDivisionError
        return ticket

    with clock.at(until), monkeypatch.context() as patch:
        patch.setattr(sweeping, "act", fail)
        assert sweeping.resume_due() == 1
    assert [Ticket.objects.get(pk=one.pk).state for one in (broken, other)] == [State.WAITING, State.IN_PROGRESS]
    with clock.at(until + timedelta(minutes=1)):
        assert sweeping.resume_due() == 1
