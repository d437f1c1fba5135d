"""What is due is noticed once, in order, however long nobody looked and whatever went wrong."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.models import Calendar
from fuwutai.core import clock, facts
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels.choices import AgreementKind, Metric
from fuwutai.service_levels.facts import PromiseBroken
from fuwutai.service_levels.ledger import Terms
from fuwutai.service_levels.models import Agreement, Clock
from fuwutai.service_levels.services import clocks, sweeping
from fuwutai.service_levels.services.clocks import Book, Wanted

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


class Told:
    """Hears of broken promises; may be made to die, or to fail, while it is told."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.dies_at = self.fails_at = 0

    def __call__(self, fact: PromiseBroken) -> None:
        if fact.number == self.dies_at:
            raise KeyboardInterrupt
        if fact.number == self.fails_at:
            raise ZeroDivisionError
        self.numbers.append(fact.number)


@pytest.fixture
def told(db: None) -> Iterator[Told]:
    listener = Told()
    facts.listen(PromiseBroken, listener)
    yield listener
    facts._listeners[PromiseBroken].remove(listener)


def begin(number: int, *, minutes: int, at: datetime = NOON) -> Book:
    """A clock that runs day and night."""
    calendar = Calendar.objects.get(name_en="7×24")
    agreement = Agreement.objects.get()
    book = Book(SYSTEM, number=number, record=uuid.uuid4())
    terms = Terms(minutes * 60, calendars.current(calendar.pk).pk, agreement.pk)
    book.begin(Wanted(AgreementKind.SLA, Metric.SOLUTION, terms), at=at)
    with clock.at(at):
        book.write()
    return book


def sweep(after_minutes: float) -> None:
    with clock.at(NOON + timedelta(minutes=after_minutes)):
        sweeping.sweep()


def test_it_tells_once_and_not_before(told: Told) -> None:
    begin(1, minutes=30)
    sweep(29)
    sweep(30)
    assert told.numbers == []
    for minutes in (30.02, 31, 500):
        sweep(minutes)
    assert told.numbers == [1]


def test_after_an_outage_everything_is_told_in_the_order_in_which_it_was_due(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 3)
    for number, minutes in enumerate((50, 10, 40, 20, 30, 60, 15), start=1):
        begin(number, minutes=minutes)
    begin(8, minutes=500)
    sweep(120)
    assert told.numbers == [2, 7, 4, 5, 3, 1, 6]


def test_killed_in_the_middle_it_tells_nothing_twice(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    for number in range(1, 6):
        begin(number, minutes=number)
    told.dies_at = 4
    with pytest.raises(KeyboardInterrupt):
        sweep(60)
    # What was told of in the transaction that died was undone with it: listeners only write rows.
    kept = set(Clock.objects.exclude(broken_at=None).values_list("number", flat=True))
    assert kept == {1, 2}
    told.dies_at, told.numbers = 0, []
    sweep(61)
    assert told.numbers == [3, 4, 5]


def test_a_clock_that_stands_still_is_not_late(told: Told) -> None:
    book = begin(1, minutes=30)
    with clock.at(NOON + timedelta(minutes=20)):
        book.pause(book.clocks[0], at=clock.now(), pause="wait", reason="requester")
        book.write()
    sweep(300)
    assert told.numbers == []


def test_a_pause_that_is_entered_late_makes_it_on_time_again_and_it_may_be_late_once_more(told: Told) -> None:
    book = begin(1, minutes=30)
    sweep(40)
    with clock.at(NOON + timedelta(minutes=45)):
        since, until = NOON + timedelta(minutes=10), NOON + timedelta(minutes=30)
        # The book knows of the sweep only when it is opened anew.
        book = clocks.open_book(SYSTEM, number=1, record=book.record)
        book.correct_pause(book.clocks[0], since=since, until=until, reason="requester", note="忘了")
        book.write()
    assert Clock.objects.get().broken_at is None
    sweep(49)
    sweep(51)
    assert told.numbers == [1, 1]


def test_a_clock_that_is_late_when_it_begins_is_told_of_in_the_next_pass(told: Told) -> None:
    begin(1, minutes=30, at=NOON - timedelta(hours=2))
    sweep(0)
    assert told.numbers == [1]


def test_a_clock_that_fails_holds_up_none_and_is_tried_again(told: Told) -> None:
    for number in range(1, 6):
        begin(number, minutes=number)
    told.fails_at = 2
    sweep(60)
    # Those of the attempt together were undone before each went by itself.
    assert told.numbers[-4:] == [1, 3, 4, 5]
    assert list(Clock.objects.filter(broken_at=None).values_list("number", flat=True)) == [2]
    told.numbers = []
    sweep(60.5)
    assert told.numbers == []
    told.fails_at = 0
    sweep(61.5)
    sweep(300)
    assert told.numbers == [2]
