"""However a log comes in, whole or in pieces, once or twice, with or without being killed: the tickets are the same."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuwutai.core.jobs.worker import run_due
from fuwutai.history import services, working
from fuwutai.history.models import Case, Import, Source
from fuwutai.history.tests.bringing import AUDIT, bring, checked, log, shape, taken, ticket, verbs
from fuwutai.history.writing.batches import Batches
from fuwutai.people.permissions import SYSTEM
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

_STATES = st.sampled_from(["New", "Active", "Vendor", "Resolved", "Closed"])
_UPDATE = st.tuples(
    _STATES, st.sampled_from(["P1", "P2", "P3"]), st.sampled_from(["F", "G", ""]), st.sampled_from(["Bob", ""])
)
_LOG = st.lists(st.tuples(st.integers(1, 3), _UPDATE), min_size=1, max_size=14)


def _rows(drawn: list[tuple[int, tuple[str, str, str, str]]]) -> list[str]:
    """Each update an hour after the one before, so that a part of them is what the log was at an earlier time."""
    start = datetime(2020, 1, 1)  # noqa: DTZ001 - as the log writes it
    return [
        f"A{case},{start + timedelta(hours=hour)},x,{state},{level},{group},{who},C,T,"
        for hour, (case, (state, level, group, who)) in enumerate(drawn)
    ]


def _forget() -> None:
    Import.objects.all().delete()
    Case.objects.all().delete()
    Source.objects.all().delete()
    Ticket.objects.all().delete()
    Entry.objects.all().delete()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=_LOG, cut=st.integers(0, 14), kill=st.integers(0, 2))
def test_in_pieces_twice_or_killed_it_is_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, drawn: list[tuple[int, tuple[str, str, str, str]]], cut: int, kill: int
) -> None:
    rows = _rows(drawn)
    _forget()
    bring(log(*rows))
    whole = shape()
    bring(log(*rows))
    assert shape() == whole, "twice"
    _forget()
    bring(log(*rows[:cut]))
    bring(log(*rows))
    assert shape() == whole, "a longer log of the same source"
    _forget()
    with monkeypatch.context() as patched:
        patched.setattr(working, "AT_ONCE", 1)
        found = _killed(patched, log(*rows), after=kill)
    while working.run(found.pk):
        pass
    assert shape() == whole, "killed"
    call_command("verify", "timeline", verbosity=0)


@pytest.mark.skipif(not connection.features.has_select_for_update_of, reason="one writer at a time holds it all")
def test_a_ticket_that_goes_on_is_held_against_agents_who_act_on_it(cast: Cast) -> None:
    rows = _rows([(1, ("New", "P1", "F", "")), (1, ("Active", "P1", "F", "Bob"))])
    bring(log(*rows[:1]))
    with CaptureQueriesContext(connection) as queries:
        bring(log(*rows))
    held = [query["sql"] for query in queries if 'FOR UPDATE OF "history_case", "tickets_ticket"' in query["sql"]]
    assert held


def _killed(monkeypatch: pytest.MonkeyPatch, content: str, *, after: int) -> Import:
    """An import whose process ends in the middle of its batch number `after`, with everything of it undone."""
    found = services.begin_check(SYSTEM, taken(content, AUDIT))
    working.check(found.pk)
    found.refresh_from_db()
    services.ask_run(SYSTEM, found)
    write, count = Batches.write, iter(range(100))

    def dies(batches: Batches, batch: object) -> object:
        done = write(batches, batch)  # type: ignore[arg-type]
        if next(count) == after:
            raise KeyboardInterrupt
        return done

    with monkeypatch.context() as patched:
        patched.setattr(Batches, "write", dies)
        try:
            working.run(found.pk)
        except KeyboardInterrupt:
            assert Import.objects.get(pk=found.pk).position == after
    return found


ROWS = [f"A{number},2020-01-05 08:00,x,New,P3,F,,C,T," for number in range(5)]


def test_somebody_stops_it_and_goes_on_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 2)
    found = checked(log(*ROWS))
    services.ask_run(SYSTEM, found)
    assert working.run(found.pk, seconds=0), "there is more to do"
    services.stop(SYSTEM, found)
    assert not working.run(found.pk)
    assert Ticket.objects.count() == 2
    services.ask_run(SYSTEM, found)
    assert not working.run(found.pk)
    found.refresh_from_db()
    assert (found.state, found.tally["made"], Ticket.objects.count()) == ("done", 5, 5)


def test_the_job_asks_for_itself_until_all_is_written(cast: Cast, run_jobs: Callable[[], int]) -> None:
    found = services.ask_check(SYSTEM, taken(log(*ROWS), AUDIT))
    run_jobs()
    found.refresh_from_db()
    services.ask_run(SYSTEM, found)
    run_jobs()
    found.refresh_from_db()
    assert (found.state, found.rows_seen) == ("done", 5)


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    def run() -> int:
        done = 0
        while ran := run_due():
            done += ran
        return done

    return run


def test_two_imports_of_the_same_log_take_turns(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "AT_ONCE", 2)
    one, other = checked(log(*ROWS)), checked(log(*ROWS))
    services.ask_run(SYSTEM, one)
    services.ask_run(SYSTEM, other)
    while working.run(one.pk, seconds=0) | working.run(other.pk, seconds=0):
        pass
    assert Ticket.objects.count() == 5
    assert [Import.objects.get(pk=found.pk).state for found in (one, other)] == ["done", "done"]
    assert Import.objects.get(pk=other.pk).report["differences"] == 0


def test_what_was_worked_on_here_is_left_alone(cast: Cast) -> None:
    bring(log(ROWS[0]))
    cast.act("mona", ticket("A0"), "note", text="Ours now")
    found = bring(log(ROWS[0], "A0,2020-01-06 08:00,x,Closed,P3,F,,C,T,"))
    assert ticket("A0").state == "new"
    assert verbs("A0") == ["log", "note"]
    assert found.refused.get().reason == "changed_here"
    assert found.report["differences"] > 0


def test_an_update_that_is_older_than_what_came_before_is_refused(cast: Cast) -> None:
    bring(log("A0,2020-01-06 08:00,x,Active,P3,F,,C,T,"))
    found = bring(log("A0,2020-01-05 08:00,x,New,P3,F,,C,T,", "A0,2020-01-06 08:00,x,Active,P3,F,,C,T,"))
    assert found.refused.get().reason == "late"
