"""What is promised about a ticket, and how its clocks follow everything that is done to it (mission K1)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fuwutai.calendars import queries as calendars
from fuwutai.calendars import services as calendar_services
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.models import CalendarDay
from fuwutai.core import clock
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import AgreementKind, ClockState, Metric, Reopening
from fuwutai.service_levels.models import Agreement, Clock, ClockEvent, Target
from fuwutai.service_levels.services import clocks
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import Grade
from fuwutai.tickets.grading import rulebook
from fuwutai.tickets.models import GradeRule, Ticket
from fuwutai.tickets.promises import lives, waits
from fuwutai.tickets.promises.promising import Promising
from fuwutai.tickets.services import sweeping

HERE = ZoneInfo("Asia/Shanghai")
MONDAY = "2026-11-23 "


def at(time: str, day: str = MONDAY) -> datetime:
    return datetime.fromisoformat(f"{day.strip()} {time}").replace(tzinfo=HERE)


@pytest.fixture
def when(cast: Cast) -> Callable[..., Ticket]:
    """Do something at a time of Monday: `when("10:00", "amy", ticket, "claim")`; back-filled with `true="09:50"`."""

    def act(time: str, name: str, ticket: Ticket, verb: str, *, true: str = "", **values: Any) -> Ticket:
        with clock.at(at(time)):
            return tickets.act(cast.actor(name), ticket.pk, verb, values, at=at(true) if true else None)

    return act


def logged(cast: Cast, time: str = "09:00", **report: Any) -> Ticket:
    """Priority 4: an hour until the answer, sixteen until the solution."""
    with clock.at(at(time)):
        return cast.ticket(**report)


def of(ticket: Ticket, metric: Metric, kind: str = AgreementKind.SLA) -> Clock:
    return Clock.objects.filter(number=ticket.pk, metric=metric, kind=kind).order_by("id").last()  # type: ignore[return-value]


def agreed(**values: Any) -> Agreement:
    """Another agreement, in front of the standard one: half an hour and two hours whatever the priority."""
    standard = Agreement.objects.get(name_en="Standard service level")
    made = Agreement.objects.create(**{"name_en": "Other", "calendar": standard.calendar, "position": 1, **values})
    for metric, minutes in ((Metric.RESPONSE, 30), (Metric.SOLUTION, 120)):
        Target.objects.bulk_create(
            Target(agreement=made, metric=metric, priority=priority, minutes=minutes) for priority in range(1, 6)
        )
    return made


def check_ledgers() -> None:
    """What the clocks show is what their ledgers say."""
    for one in Clock.objects.all():
        found = queries.standing(list(one.ledger.all()), until=one.reckoned_at)
        assert (found.state, found.used_s, found.due_at) == (one.state, one.used_s, one.due_at)


def test_a_new_ticket_has_two_clocks(cast: Cast) -> None:
    ticket = logged(cast)
    assert ticket.due_at == of(ticket, Metric.RESPONSE).due_at == at("10:00")
    # Eight hours less a break a day: 7.5 on Monday, 7.5 on Tuesday, one more on Wednesday.
    assert of(ticket, Metric.SOLUTION).due_at == at("10:00", "2026-11-25")
    ticket.refresh_from_db()
    assert (ticket.due_at, ticket.clocks_on) == (at("10:00"), 2)


def test_the_first_answer_stops_the_first_clock(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:40", "amy", logged(cast), "claim")
    answered = of(ticket, Metric.RESPONSE)
    assert (answered.state, answered.used_s, answered.missed) == (ClockState.STOPPED, 2400, False)
    assert (ticket.due_at, ticket.clocks_on) == (at("10:00", "2026-11-25"), 1)


def test_waiting_for_the_requester_stops_the_time(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "wait", wait_for="requester", note="请发截图")
    assert (of(ticket, Metric.SOLUTION).state, ticket.due_at) == (ClockState.PAUSED, None)
    # 10:00 to 14:00 less the break: two and a half hours later than it was.
    ticket = when("14:00", "amy", ticket, "resume")
    assert ticket.due_at == at("14:00", "2026-11-25")
    check_ledgers()


def test_waiting_for_a_supplier_does_not(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "wait", wait_for="supplier")
    assert of(ticket, Metric.SOLUTION).state == ClockState.RUNNING


def test_solved_while_on_hold_ends_the_pause_too(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "wait", wait_for="requester")
    ticket = when("11:00", "amy", ticket, "resolve", solution="好了", code=cast.code)
    ticket = when("13:30", "rita", ticket, "reject", reason="没好")
    one = of(ticket, Metric.SOLUTION)
    assert (one.state, one.used_s, one.cycle) == (ClockState.RUNNING, 3600, 1)
    check_ledgers()


def test_what_was_solved_is_judged(cast: Cast, when: Callable[..., Ticket]) -> None:
    agreed()
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("11:00", "amy", ticket, "resolve", solution="好了", code=cast.code)
    assert (of(ticket, Metric.RESPONSE).missed, of(ticket, Metric.SOLUTION).missed) == (False, False)
    late = when("12:01", "amy", logged(cast), "resolve", solution="好了", code=cast.code)
    # Solved in the break, but due before it.
    assert (of(late, Metric.RESPONSE).missed, of(late, Metric.SOLUTION).missed) == (True, True)
    assert (late.due_at, late.clocks_on) == (None, 0)


def test_reopened_it_goes_on_where_it_stopped(cast: Cast, when: Callable[..., Ticket]) -> None:
    agreed()
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "resolve", solution="好了", code=cast.code)
    ticket = when("14:00", "rita", ticket, "reject", reason="没好")
    assert ticket.due_at == at("15:00")
    assert Clock.objects.filter(number=ticket.pk).count() == 2


def test_reopened_it_begins_anew_where_that_was_agreed(cast: Cast, when: Callable[..., Ticket]) -> None:
    agreed(reopening=Reopening.ANEW)
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "resolve", solution="好了", code=cast.code)
    ticket = when("14:00", "rita", ticket, "reject", reason="没好")
    one = of(ticket, Metric.SOLUTION)
    assert (one.cycle, one.started_at, ticket.due_at) == (2, at("14:00"), at("16:00"))
    assert list(Clock.objects.filter(number=ticket.pk, cycle=1).values_list("state", flat=True)) == ["stopped"] * 2


@pytest.mark.parametrize("reopening", Reopening.values)
def test_reopened_it_counts_the_hours_of_now(cast: Cast, when: Callable[..., Ticket], reopening: str) -> None:
    agreed(reopening=reopening)
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "resolve", solution="好了", code=cast.code)
    one = of(ticket, Metric.SOLUTION)
    calendar = one.agreement.calendar
    with clock.at(at("11:00")):
        away = CalendarDay(calendar=calendar, day=at("09:00").date(), kind=DayKind.OFF, name="停工")
        calendar_services.set_day(cast.actor("mona"), away)
    ticket = when("14:00", "rita", ticket, "reject", reason="没好")
    assert of(ticket, Metric.SOLUTION).version_id == calendars.current(calendar.pk).pk != one.version_id
    assert ticket.due_at
    assert ticket.due_at > at("09:00", "2026-11-24")
    check_ledgers()


def test_a_higher_priority_counts_from_the_beginning(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "prioritise", impact=1, urgency=1)
    # Four hours since 09:00, with the break.
    assert ticket.due_at == at("14:30")


def test_a_higher_priority_may_be_late_at_once(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("15:30", "amy", logged(cast), "prioritise", impact=1, urgency=1)
    assert of(ticket, Metric.RESPONSE).due_at == at("09:15")
    assert of(ticket, Metric.SOLUTION).due_at == at("14:30")
    assert queries.left(of(ticket, Metric.SOLUTION)) is not None
    back = when("15:40", "amy", ticket, "prioritise", impact=3, urgency=3)
    assert of(back, Metric.SOLUTION).due_at == at("10:00", "2026-11-25")


def test_priority_on_hold_keeps_the_pause(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "wait", wait_for="requester")
    ticket = when("11:00", "amy", ticket, "prioritise", impact=1, urgency=1)
    assert (of(ticket, Metric.SOLUTION).state, ticket.due_at) == (ClockState.PAUSED, None)
    ticket = when("14:00", "amy", ticket, "resume")
    assert ticket.due_at == at("17:00")
    check_ledgers()


def test_another_kind_may_have_another_agreement(cast: Cast, when: Callable[..., Ticket]) -> None:
    other = agreed(conditions_json='{"all": [{"field": "kind", "op": "in", "value": ["service_request"]}]}')
    ticket = logged(cast)
    assert of(ticket, Metric.SOLUTION).agreement_id != other.pk
    ticket = when("09:20", "amy", ticket, "convert", kind="service_request", reason="不是故障")
    assert of(ticket, Metric.SOLUTION).agreement_id == other.pk
    assert (ticket.due_at, of(ticket, Metric.SOLUTION).due_at) == (at("09:30"), at("11:00"))


def test_promised_only_later_it_counts_from_the_report_without_the_waits(
    cast: Cast, when: Callable[..., Ticket]
) -> None:
    Agreement.objects.update(active=False)
    agreed(conditions_json='{"all": [{"field": "kind", "op": "in", "value": ["service_request"]}]}', active=True)
    ticket = when("09:10", "amy", logged(cast), "claim")
    assert (ticket.clocks_on, ticket.due_at) == (0, None)
    ticket = when("09:30", "amy", ticket, "wait", wait_for="requester")
    ticket = when("10:00", "amy", ticket, "resume")
    ticket = when("10:30", "amy", ticket, "convert", kind="service_request", reason="不是故障")
    assert ticket.due_at == at("11:30")


def test_promised_only_after_an_undone_merge_it_waits_like_the_ticket(cast: Cast, when: Callable[..., Ticket]) -> None:
    requests = '{"all": [{"field": "kind", "op": "in", "value": ["service_request"]}]}'
    other = agreed(conditions_json=requests)
    Target.objects.create(agreement=other, metric=Metric.UPDATE, priority=4, minutes=60)
    ticket = when("09:10", "amy", logged(cast), "claim")
    ticket = when("09:30", "amy", ticket, "wait", wait_for="requester")
    ticket = when("09:40", "amy", ticket, "merge", other=logged(cast))
    ticket = when("09:50", "amy", ticket, "unmerge")
    ticket = when("10:00", "amy", ticket, "convert", kind="service_request", reason="不是故障")
    assert {one.state for one in Clock.objects.filter(number=ticket.pk, metric__in=["update", "solution"])} == {
        "paused"
    }
    check_ledgers()


def test_undone_a_merge_of_what_was_solved_starts_no_clock(cast: Cast, when: Callable[..., Ticket]) -> None:
    requests = '{"all": [{"field": "kind", "op": "in", "value": ["service_request"]}]}'
    other = agreed(conditions_json=requests)
    Target.objects.create(agreement=other, metric=Metric.UPDATE, priority=4, minutes=60)
    ticket = when("09:10", "amy", logged(cast), "claim")
    ticket = when("09:20", "amy", ticket, "convert", kind="service_request", reason="不是故障")
    ticket = when("09:30", "amy", ticket, "convert", kind="incident", reason="是故障")
    ticket = when("09:40", "amy", ticket, "resolve", solution="好了", code=cast.code)
    ticket = when("09:50", "amy", ticket, "merge", other=logged(cast))
    ticket = when("10:00", "amy", ticket, "unmerge")
    assert (ticket.clocks_on, of(ticket, Metric.UPDATE).state) == (0, ClockState.CANCELLED)


def test_undone_a_merge_keeps_what_was_agreed_meanwhile(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:10", "amy", logged(cast), "claim")
    ticket = when("09:20", "amy", ticket, "merge", other=logged(cast))
    agreed()
    ticket = when("09:30", "amy", ticket, "unmerge")
    assert (of(ticket, Metric.SOLUTION).target_s, ticket.due_at) == (7200, at("11:00"))
    check_ledgers()


def test_news_promised_only_later_are_promised_from_the_last(cast: Cast, when: Callable[..., Ticket]) -> None:
    requests = '{"all": [{"field": "kind", "op": "in", "value": ["service_request"]}]}'
    other = agreed(conditions_json=requests)
    Target.objects.create(agreement=other, metric=Metric.UPDATE, priority=4, minutes=60)
    ticket = when("11:00", "amy", logged(cast), "claim")
    ticket = when("11:10", "mona", ticket, "prioritise", impact=3, urgency=3)
    ticket = when("11:30", "amy", ticket, "convert", kind="service_request", reason="不是故障")
    due = of(ticket, Metric.UPDATE).due_at
    assert due
    assert due > at("12:00")


def test_back_filled_it_starts_and_stops_at_its_true_times(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = logged(cast, "16:00", reported_at=at("09:00"))
    assert ticket.due_at == at("10:00")
    ticket = when("16:01", "amy", ticket, "claim", true="09:20")
    ticket = when("16:02", "amy", ticket, "resolve", true="11:00", solution="好了", code=cast.code)
    assert [(one.used_s, one.missed) for one in Clock.objects.filter(number=ticket.pk).order_by("used_s")] == [
        (1200, False), (7200, False),
    ]  # fmt: skip


def test_nothing_goes_on_before_it_paused(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("11:00", "amy", ticket, "wait", wait_for="requester")
    ticket = when("11:30", "amy", ticket, "resume", true="10:00")
    assert of(ticket, Metric.SOLUTION).state == ClockState.RUNNING
    check_ledgers()


def test_called_off_nothing_is_judged(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("11:00", "rita", logged(cast), "cancel", reason="好了")
    assert {one.state for one in Clock.objects.filter(number=ticket.pk)} == {ClockState.CANCELLED}
    assert {one.missed for one in Clock.objects.filter(number=ticket.pk)} == {None}


def test_a_merge_that_is_undone_never_happened(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket, other = logged(cast), logged(cast)
    ticket = when("09:30", "amy", ticket, "merge", other=other)
    assert (ticket.due_at, ticket.clocks_on) == (None, 0)
    ticket = when("09:45", "amy", ticket, "unmerge")
    assert (ticket.due_at, ticket.clocks_on) == (at("10:00"), 2)
    check_ledgers()


def test_each_reply_starts_the_next_update(cast: Cast, when: Callable[..., Ticket]) -> None:
    standard = Agreement.objects.get()
    Target.objects.create(agreement=standard, metric=Metric.UPDATE, priority=4, minutes=90)
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "reply", text="还在查")
    assert (of(ticket, Metric.UPDATE).cycle, ticket.due_at) == (3, at("11:30"))
    ticket = when("10:10", "amy", ticket, "note", text="日志")
    assert of(ticket, Metric.UPDATE).cycle == 3


def test_a_reply_that_passes_over_whoever_asked_is_no_answer(cast: Cast, when: Callable[..., Ticket]) -> None:
    Target.objects.create(agreement=Agreement.objects.get(), metric=Metric.UPDATE, priority=4, minutes=90)
    ticket = when("09:10", "amy", logged(cast), "add_watcher", person=cast.kay)
    for time, to in (("09:20", []), ("09:30", [cast.kay])):
        ticket = when(time, "amy", ticket, "reply", text="还在查", to=to)
        assert (ticket.responded_at, of(ticket, Metric.RESPONSE).state) == (None, ClockState.RUNNING)
        assert (of(ticket, Metric.UPDATE).cycle, waits.last_update(ticket)) == (1, at("09:00"))
        assert lives.of([ticket])[ticket.pk].updates == []
    ticket = when("09:40", "amy", ticket, "reply", text="已更换", to=[cast.rita])
    assert (ticket.responded_at, of(ticket, Metric.RESPONSE).stopped_at) == (at("09:40"), at("09:40"))
    assert (of(ticket, Metric.UPDATE).cycle, waits.last_update(ticket)) == (2, at("09:40"))
    assert lives.of([ticket])[ticket.pk].updates == [at("09:40")]


def test_a_group_has_clocks_of_its_own_for_each_assignment(cast: Cast, when: Callable[..., Ticket]) -> None:
    agreed(kind=AgreementKind.OLA, team=cast.network)
    ticket = when("09:10", "amy", logged(cast), "assign", team=cast.network)
    ours = Metric.RESPONSE, AgreementKind.OLA
    assert (of(ticket, *ours).started_at, of(ticket, *ours).due_at) == (at("09:10"), at("09:40"))
    # It is the requester who is promised something by the ticket itself.
    assert ticket.due_at == at("10:00")
    ticket = when("09:20", "sam", ticket, "accept")
    assert of(ticket, *ours).state == ClockState.STOPPED
    ticket = when("09:50", "sam", ticket, "return", reason=cast.reason)
    assert (of(ticket, Metric.SOLUTION, AgreementKind.OLA).used_s, ticket.clocks_on) == (2400, 1)
    ticket = when("14:00", "amy", ticket, "assign", team=cast.network)
    again = of(ticket, Metric.SOLUTION, AgreementKind.OLA)
    assert (again.cycle, again.due_at) == (2, at("16:00"))


def test_a_supplier_has_a_contract_beside_it(cast: Cast, when: Callable[..., Ticket]) -> None:
    agreed(kind=AgreementKind.SUPPLIER, team=cast.supplier, pauses="")
    ticket = when("09:10", "amy", logged(cast), "assign", team=cast.network)
    ticket = when("09:20", "sam", ticket, "pass_on", team=cast.supplier, note="换板子")
    assert of(ticket, Metric.SOLUTION, AgreementKind.SUPPLIER).team_id == cast.supplier.pk
    ticket = when("10:00", "tom", ticket, "accept")
    ticket = when("10:10", "tom", ticket, "resolve", solution="换了", code=cast.code)
    assert of(ticket, Metric.SOLUTION, AgreementKind.SUPPLIER).state == ClockState.STOPPED


def test_after_a_merge_was_undone_the_group_has_no_second_clocks(cast: Cast, when: Callable[..., Ticket]) -> None:
    agreed(kind=AgreementKind.OLA, team=cast.network)
    ticket, other = when("09:10", "amy", logged(cast), "assign", team=cast.network), logged(cast)
    ticket = when("09:30", "amy", ticket, "merge", other=other)
    ticket = when("09:45", "amy", ticket, "unmerge")
    ours = Clock.objects.filter(number=ticket.pk, kind=AgreementKind.OLA)
    assert sorted((one.metric, one.cycle, one.state) for one in ours) == [
        (Metric.RESPONSE, 1, ClockState.RUNNING), (Metric.SOLUTION, 1, ClockState.RUNNING)
    ]  # fmt: skip
    check_ledgers()


def test_reopened_into_work_no_group_is_asked_to_accept_it(cast: Cast, when: Callable[..., Ticket]) -> None:
    agreed(kind=AgreementKind.OLA, team=cast.network)
    sam = cast.actor("sam").person
    ticket = when("09:10", "amy", logged(cast), "assign", team=cast.network, assignee=sam)
    ticket = when("09:30", "amy", ticket, "cancel", reason="误报")
    ticket = when("14:00", "amy", ticket, "reopen", reason="不是误报")
    [asked] = Clock.objects.filter(number=ticket.pk, kind=AgreementKind.OLA, metric=Metric.RESPONSE)
    assert (asked.state, asked.stopped_at, asked.missed) == (ClockState.CANCELLED, at("09:30"), None)
    assert of(ticket, Metric.SOLUTION, AgreementKind.OLA).state == ClockState.RUNNING
    check_ledgers()


def test_a_priority_that_rules_raise_on_the_way_has_its_own_target(cast: Cast, when: Callable[..., Ticket]) -> None:
    sent_there = f'{{"all": [{{"field": "team", "op": "in", "value": [{cast.network.pk}]}}]}}'
    GradeRule.objects.create(name_en="Network", grade=Grade.MAJOR, position=1, conditions_json=sent_there)
    rulebook.turn()
    usual = logged(cast)
    ticket = when("09:10", "amy", logged(cast), "assign", team=cast.network)
    assert (usual.priority, ticket.priority) == (4, 1)
    assert of(ticket, Metric.SOLUTION).target_s < of(usual, Metric.SOLUTION).target_s
    check_ledgers()


def test_what_a_group_agrees_to_while_it_waits_begins_on_hold(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:10", "amy", logged(cast), "assign", team=cast.network)
    ticket = when("09:20", "sam", ticket, "accept")
    ticket = when("09:40", "sam", ticket, "wait", wait_for="requester")
    agreed(kind=AgreementKind.OLA)
    with clock.at(at("09:50")):
        book = clocks.open_book(SYSTEM, number=ticket.pk, record=ticket.timeline)
        Promising(ticket, book, queries.in_force(), at=clock.now()).follow_agreements()
        book.write()
    assert of(ticket, Metric.SOLUTION, AgreementKind.OLA).state == ClockState.PAUSED
    ticket = when("10:30", "sam", ticket, "resume")
    assert of(ticket, Metric.SOLUTION, AgreementKind.OLA).due_at == at("14:00")
    check_ledgers()


def test_what_was_there_before_stays_without(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = logged(cast)
    ClockEvent.objects.all().delete()
    Clock.objects.all().delete()
    Ticket.objects.update(clocks_on=None, due_at=None)
    ticket = when("09:30", "amy", ticket, "claim")
    ticket = when("09:40", "amy", ticket, "prioritise", impact=1, urgency=1)
    assert not Clock.objects.exists()


def test_another_order_holds_at_once(cast: Cast) -> None:
    logged(cast)
    other = agreed(position=200)
    assert of(logged(cast), Metric.SOLUTION).agreement_id != other.pk
    Agreement.objects.filter(pk=other.pk).update(position=0)
    assert of(logged(cast), Metric.SOLUTION).agreement_id == other.pk


def test_after_an_outage_it_goes_on_from_when_the_wait_was_to_end(cast: Cast, when: Callable[..., Ticket]) -> None:
    ticket = when("09:30", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "wait", wait_for="requester", resume_at=at("10:30"))
    with clock.at(at("16:00")):
        sweeping.resume_due()
    ticket.refresh_from_db()
    # Half an hour later than it was.
    assert ticket.due_at == at("10:30", "2026-11-25")
