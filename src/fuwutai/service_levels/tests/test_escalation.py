"""Steps of a plan: reached once each, in order, at the right second, and again until somebody takes notice (C12)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fuwutai.calendars.models import Calendar
from fuwutai.calendars.queries import current
from fuwutai.core import clock, facts
from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.facts import StepReached
from fuwutai.service_levels.ledger import Terms
from fuwutai.service_levels.models import Agreement, Clock, Escalation, Plan, Step
from fuwutai.service_levels.services import escalating
from fuwutai.service_levels.services.clocks import Book, Wanted, open_book
from fuwutai.service_levels.services.sweeping import sweep
from fuwutai.site.tests.cast import Cast

_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
_RECORD = uuid4()


def at(hours: float) -> datetime:
    return _NINE + timedelta(hours=hours)


@pytest.fixture
def plan(db: None) -> Plan:
    """A plan that tells at half of the time, at the end, and an hour of work later."""
    plan = Plan.objects.create(name_en="Usual")
    Step.objects.create(plan=plan, share=50, to="assignee")
    Step.objects.create(plan=plan, share=100, to="lead", repeat_minutes=30, repeat_times=2)
    Step.objects.create(plan=plan, share=100, minutes=60, to="executive", unless_acknowledged=True)
    return plan


def begun(plan: Plan, *, minutes: int = 240, entered: datetime = _NINE) -> Clock:
    calendar = Calendar.objects.get(name_en="7×24")
    agreement = Agreement.objects.create(name_en="All day", calendar=calendar, plan=plan)
    terms = Terms(minutes * 60, current(calendar.pk).pk, agreement.pk)
    with clock.at(entered):
        book = Book(SYSTEM, number=7, record=_RECORD)
        made = book.begin(Wanted(AgreementKind.SLA, Metric.SOLUTION, terms), at=_NINE)
        book.write()
    return made


def swept(hours: float, seconds: int = 1) -> list[tuple[str, int, bool]]:
    """What rang by then: whom it is for, the round, and whether anybody is told."""
    before = set(Escalation.objects.values_list("pk", flat=True))
    with clock.at(at(hours) + timedelta(seconds=seconds)):
        sweep()
    fresh = Escalation.objects.select_related("step").exclude(pk__in=before).order_by("id")
    return [(one.step.to if one.step else "", one.round, not one.passed_over) for one in fresh]


@contextmanager
def heard() -> Iterator[list[str]]:
    """The steps that were announced meanwhile."""
    found: list[str] = []

    def hear(fact: StepReached) -> None:
        found.append(fact.escalation.step.to if fact.escalation.step else "")

    facts.listen(StepReached, hear)
    try:
        yield found
    finally:
        facts._listeners[StepReached].remove(hear)


def test_each_step_rings_once_in_the_second_in_which_it_is_reached(plan: Plan) -> None:
    begun(plan)
    assert swept(2, seconds=-1) == []
    assert swept(2) == [("assignee", 0, True)]
    assert swept(2.5) == []
    assert swept(4) == [("lead", 0, True)]
    assert swept(4) == []


def test_it_is_told_again_until_somebody_takes_notice(plan: Plan) -> None:
    begun(plan)
    swept(4)
    assert swept(4.4) == []
    assert swept(4.5, seconds=2) == [("lead", 1, True)]
    with clock.at(at(4.6)):
        assert escalating.acknowledge(SYSTEM, _RECORD) == 3
    assert swept(5) == [("executive", 0, False)]
    assert swept(9) == []


def test_nobody_takes_notice_so_it_goes_up(plan: Plan) -> None:
    begun(plan)
    swept(4)
    assert [who for hours in (4.6, 5.1, 6, 9) for who, _round, _told in swept(hours)] == ["lead", "executive"]


def test_what_an_outage_missed_is_caught_up_once_and_in_order(plan: Plan) -> None:
    begun(plan)
    with heard() as told:
        assert swept(5.5) == [("assignee", 0, True), ("lead", 0, True), ("executive", 0, True)]
        assert swept(5.5) == []
    assert told == ["assignee", "lead", "executive"]


def test_of_a_report_that_was_entered_late_only_the_last_step_is_told(plan: Plan) -> None:
    begun(plan, entered=at(6))
    assert swept(6) == [("assignee", 0, False), ("lead", 0, False), ("executive", 0, True)]


def test_a_clock_that_stands_still_rings_for_nobody(plan: Plan) -> None:
    made = begun(plan)
    with clock.at(at(1)):
        book = open_book(SYSTEM, number=7, record=_RECORD)
        book.pause(book.clocks[0], at=at(1), pause="wait", reason="requester")
        book.write()
    assert swept(9) == []
    made.refresh_from_db()
    assert made.next_alarm_at is None


def test_a_pause_that_is_entered_late_lets_a_step_come_again(plan: Plan) -> None:
    begun(plan)
    swept(2)
    with clock.at(at(3)):
        book = open_book(SYSTEM, number=7, record=_RECORD)
        book.correct_pause(book.clocks[0], since=at(0), until=at(2.5), reason="requester", note="forgotten")
        book.write()
    assert swept(4) == []
    assert swept(4.5) == [("assignee", 0, True)]


def test_what_is_over_rings_no_more(plan: Plan) -> None:
    begun(plan)
    swept(4)
    with clock.at(at(4.2)):
        book = open_book(SYSTEM, number=7, record=_RECORD)
        book.stop(book.clocks[0], at=at(4.2))
        book.write()
    assert swept(9) == []


def test_who_took_notice_is_kept(plan: Plan, cast: Cast) -> None:
    begun(plan)
    swept(2)
    actor: Actor = cast.actor("amy")
    escalating.acknowledge(actor, _RECORD)
    assert Escalation.objects.get().acknowledged_by_id == actor.person_id
