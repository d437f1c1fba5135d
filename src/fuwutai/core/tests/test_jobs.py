"""A job is there exactly if its cause is, survives its worker, and ends where a person can see it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from fuwutai.core import clock
from fuwutai.core.jobs import job, label_of, long_job, rhythm, schedule, worker
from fuwutai.core.jobs.backend import enqueue_each
from fuwutai.core.jobs.models import Job, Routine

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ran: list[str] = []


@job("Note a word")
def note(word: str) -> None:
    ran.append(word)


@job("Break down")
def break_down() -> None:
    raise ZeroDivisionError("out of paper")


@job("Tick")
def tick() -> None:
    ran.append("tick")


@long_job("Take long")
def take_long() -> None:
    ran.append("long")


@pytest.fixture(autouse=True)
def _empty(db: None) -> None:
    ran.clear()


def test_runs_once_and_is_gone() -> None:
    note.enqueue("hello")
    assert worker.run_due() == 1
    assert worker.run_due() == 0
    assert ran == ["hello"]
    assert not Job.objects.exists()


def test_is_not_there_if_its_cause_was_taken_back() -> None:
    with transaction.atomic():
        note.enqueue("never")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_many_are_written_at_once_and_run_each_for_itself(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        enqueue_each(note, ["one", "two"])
    assert worker.run_due() == 2
    assert ran == ["one", "two"]


def test_waits_until_it_is_due() -> None:
    with clock.at(NOON):
        note.using(run_after=NOON + timedelta(hours=1)).enqueue("later")
        assert worker.run_due() == 0
    with clock.at(NOON + timedelta(hours=1)):
        assert worker.run_due() == 1


def test_more_urgent_first() -> None:
    note.enqueue("usual")
    note.using(priority=10).enqueue("urgent")
    worker.run_due()
    assert ran == ["urgent", "usual"]


def test_job_of_a_killed_worker_runs_again_after_its_lease() -> None:
    with clock.at(NOON):
        note.enqueue("again")
        worker._claim("killed", 20)
        assert worker.run_due("second") == 0
    with clock.at(NOON + worker.LEASE):
        assert worker.run_due("second") == 1
    assert ran == ["again"]


def test_worker_that_lost_its_lease_does_not_remove_the_job() -> None:
    note.enqueue("mine")
    [claimed] = worker._claim("first", 20)
    Job.objects.update(worker="second")
    worker._run(claimed, "first")
    assert Job.objects.get().worker == "second"


def test_failure_is_kept_and_tried_again_later() -> None:
    with clock.at(NOON):
        break_down.enqueue()
        worker.run_due()
        failed = Job.objects.get()
        assert "out of paper" in failed.error
        assert failed.due_at > NOON + timedelta(seconds=5)
        assert failed.dead_at is None


def test_dies_after_the_last_attempt_and_can_be_restarted() -> None:
    moment = NOON
    with clock.at(NOON):
        break_down.enqueue()
    for _attempt in range(worker.MOST_ATTEMPTS):
        moment += timedelta(days=1)
        with clock.at(moment):
            worker.run_due()
    dead = Job.objects.get()
    assert dead.dead_at == moment
    with clock.at(moment + timedelta(days=9)):
        assert worker.run_due() == 0
        assert worker.restart([dead.pk]) == 1
        assert worker.run_due() == 1


def test_routine_runs_once_for_all_workers_and_catches_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_plans", {})
    schedule.repeat(tick, cron="*/5 * * * *")
    with clock.at(NOON):
        assert schedule.enqueue_due() == 0
    with clock.at(NOON + timedelta(hours=3)):
        assert schedule.enqueue_due() == 1
        assert schedule.enqueue_due() == 0
    assert Routine.objects.get().next_at == NOON + timedelta(hours=3, minutes=5)


def test_cron_line_must_be_one() -> None:
    with pytest.raises(ValueError, match="Not a cron line"):
        schedule.repeat(tick, cron="whenever")


def test_a_job_without_words_for_people_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="Say what the job does"):
        job(lambda: None)  # type: ignore[arg-type]


def test_a_job_that_is_no_longer_declared_still_has_a_readable_name() -> None:
    assert label_of(note.module_path) == "Note a word"
    assert label_of("fuwutai.gone.tasks.water_plants") == "water plants"


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("* * * * *", "every minute"), ("*/10 * * * *", "every 10 minutes"),
        ("20 * * * *", "every hour, at minute 20"), ("10 0 * * *", "every day at 08:10"),
        ("10 5 * * 1", "every Monday at 13:10"), ("30 20 * * 0", "every Monday at 04:30"), ("0 0 1 * *", "0 0 1 * *"),
    ],
)  # fmt: skip
def test_a_routine_says_how_often_it_runs_where_its_reader_is(cron: str, words: str) -> None:
    with translation.override("en"), timezone.override("Asia/Shanghai"):
        assert rhythm.in_words(cron) == words


def test_what_takes_long_has_a_worker_of_its_own() -> None:
    take_long.enqueue()
    note.enqueue("mail")
    worker.run_due(lane=worker.Lane.SHORT)
    assert ran == ["mail"]
    worker.run_due(lane=worker.Lane.LONG)
    assert ran == ["mail", "long"]
