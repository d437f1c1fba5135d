"""Whatever is written into a book in whatever order, its clocks show what a replay of their ledgers shows."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.models import Calendar
from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import OPEN, AgreementKind, Metric
from fuwutai.service_levels.ledger import Terms
from fuwutai.service_levels.models import Agreement, Clock
from fuwutai.service_levels.services import clocks
from fuwutai.service_levels.services.clocks import Book, Wanted

# A Friday before a make-up Saturday, 17:00 in China.
BEGAN = datetime(2026, 9, 18, 9, tzinfo=UTC)
VERBS = ("pause", "resume", "stop", "again", "retarget", "cancel", "late pause", "start", "end", "strike")
# Each step: what, how many minutes later, and how far back it truly happened.
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 2000), st.integers(0, 3000), st.integers(1, 600)), max_size=12
)


def carry_out(book: Book, one: Clock, verb: str, at: datetime, number: int, versions: list[int]) -> None:
    then = at + timedelta(minutes=number)
    actions = {
        "pause": lambda: book.pause(one, at=at, pause="wait", reason="requester"),
        "resume": lambda: book.resume(one, at=at, pause="wait"),
        "stop": lambda: book.stop(one, at=at),
        "again": lambda: book.start_again(one, at=at),
        "cancel": lambda: book.cancel(one, at=at),
        "retarget": lambda: book.retarget(one, Terms(number * 60, versions[number % 2], one.agreement_id), at=at),
        "late pause": lambda: book.correct_pause(one, since=at, until=then, reason="requester", note="late"),
        "start": lambda: book.correct_start(one, at=at, note="wrong"),
        "end": lambda: book.correct_stop(one, at=at, note="wrong"),
        "strike": lambda: book.strike_out(one, max(2, one.events), at=at) if one.events > 1 else None,
    }
    actions[verb]()


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_clocks_are_what_their_ledgers_say(db: None, steps: list[tuple[str, int, int, int]]) -> None:
    agreement = Agreement.objects.get()
    versions = [calendars.current(one.pk).pk for one in Calendar.objects.order_by("id")[:2]]
    record, now = uuid.uuid4(), BEGAN
    with transaction.atomic():
        book = Book(SYSTEM, number=1, record=record)
        with clock.at(now):
            terms = Terms(4 * 3600, versions[0], agreement.pk)
            book.begin(Wanted(AgreementKind.SLA, Metric.SOLUTION, terms), at=now)
            book.write()
        for verb, minutes, back, number in steps:
            now += timedelta(minutes=minutes)
            with clock.at(now):
                book = clocks.open_book(SYSTEM, number=1, record=record)
                try:
                    carry_out(book, book.clocks[0], verb, now - timedelta(minutes=back), number, versions)
                except (Invalid, Conflict):
                    continue
                book.write()
            _check()
        transaction.set_rollback(True)


def _check() -> None:
    one = Clock.objects.get()
    lines = list(one.ledger.all())
    found = queries.standing(lines, until=one.reckoned_at)
    shown = (one.state, one.used_s, one.due_at, one.stopped_at, one.target_s, one.events)
    assert shown == (
        found.state, found.used_s, found.due_at, found.stopped_at,
        found.terms.target_s if found.terms else one.target_s, len(lines),
    )  # fmt: skip
    assert sum(stretch.counts for stretch in queries.minutes(found)) == one.used_s
    assert one.missed == (found.late if one.state == "stopped" else None)
    assert (one.next_alarm_at is None) or one.state in OPEN
    assert clocks.reckon_again(SYSTEM, number=1, record=one.record) == []
