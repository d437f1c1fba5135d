"""One row that fails holds up none behind it, and is tried again later."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, rounds
from fuwutai.core.errors import Conflict
from fuwutai.core.jobs.models import Routine
from fuwutai.core.rounds import Round, Setback, Unfinished
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
ROUND = Round("test", _("Go round the tests"))


class Work:
    """Writes a row for each key; keys in `breaks` fail after that."""

    def __init__(self, *breaks: int, error: Exception | None = None) -> None:
        self.breaks = set(breaks)
        self.error = error or ZeroDivisionError("secret")

    def one(self, key: int) -> bool:
        Routine.objects.create(name=str(key), next_at=clock.now())
        if key in self.breaks:
            raise self.error
        return True

    def several(self, keys: Sequence[int]) -> None:
        for key in keys:
            self.one(key)


def written() -> set[str]:
    return set(Routine.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_the_others_go_on_and_nothing_of_what_failed_is_kept() -> None:
    with clock.at(NOON), structlog.testing.capture_logs() as logs:
        tally = ROUND.each([1, 2, 3], Work(2).one)
    assert (tally.done, tally.failed, written()) == (2, [2], {"1", "3"})
    [line] = [each for each in logs if each["event"] == "failed"]
    assert (line["round"], line["row"], line["attempt"]) == ("test", "2", 1)
    setback = Setback.objects.get()
    assert (setback.row, setback.not_before) == ("2", NOON + rounds.BACK_OFF[0])
    assert line["id"] in setback.reason
    assert "secret" not in setback.reason


@pytest.mark.django_db
def test_together_finds_the_one_that_fails() -> None:
    tally = ROUND.together([1, 2, 3], Work(2).several)
    assert (tally.done, tally.failed, written()) == (2, [2], {"1", "3"})
    assert ROUND.behind() == [2]


@pytest.mark.django_db
def test_together_costs_no_more_when_all_goes_well(django_assert_max_num_queries: object) -> None:
    # A savepoint and its end, and forgetting what failed before.
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        assert ROUND.together(range(50), lambda _keys: None).done == 50


@pytest.mark.django_db
def test_each_attempt_waits_longer_until_it_goes_well() -> None:
    moment, work = NOON, Work(2)
    for wait in [*rounds.BACK_OFF, rounds.BACK_OFF[-1]]:
        with clock.at(moment):
            ROUND.each([2], work.one)
            assert Setback.objects.get().not_before == moment + wait
        moment += wait
    work.breaks.clear()
    with clock.at(moment):
        assert ROUND.each([2], work.one).done == 1
    assert (ROUND.behind(), written()) == ([], {"2"})


@pytest.mark.django_db
def test_a_refusal_is_no_fault_of_ours_but_waits_too() -> None:
    with structlog.testing.capture_logs() as logs:
        ROUND.each([2], Work(2, error=Conflict("Somebody was faster.")).one)
    assert [line["event"] for line in logs] == ["round.refused"]
    assert Setback.objects.get().reason == "Somebody was faster."


def test_what_rests_is_not_ready_before_its_time(cast: Cast) -> None:
    first, second = cast.ticket().pk, cast.ticket().pk
    with clock.at(NOON):
        ROUND.each([first], Work(first).one)
        assert list(ROUND.ready(Ticket.objects.all()).values_list("pk", flat=True)) == [second]
        assert Round("another", _("Go round the tests")).ready(Ticket.objects.all()).count() == 2
    with clock.at(NOON + rounds.BACK_OFF[0]):
        assert ROUND.ready(Ticket.objects.all()).count() == 2


@pytest.mark.django_db
def test_a_job_that_is_not_whole_fails_in_its_end() -> None:
    tally = ROUND.each([1, 2, 3], Work(2).one)
    with pytest.raises(Unfinished, match="1 rows failed, the first is 2"):
        tally.must_be_whole()
    ROUND.each([4], Work().one).must_be_whole()


def test_who_watches_the_system_reads_what_was_set_back(cast: Cast, browse: Callable[[str], Client]) -> None:
    ROUND.each([4711], Work(4711, error=Conflict("Somebody was faster.")).one)
    page = browse("ada").get(reverse("core:jobs")).content.decode()
    assert "Go round the tests" in page
    assert "4711" in page
    assert "Somebody was faster." in page


@pytest.mark.django_db
def test_setbacks_of_what_was_settled_otherwise_are_forgotten() -> None:
    with clock.at(NOON):
        ROUND.each([2], Work(2).one)
    with clock.at(NOON + timedelta(days=1)):
        assert rounds.forget_settled() == 0
    with clock.at(NOON + timedelta(days=3)):
        assert rounds.forget_settled() == 1


@pytest.mark.django_db
def test_whoever_ends_the_process_ends_the_round() -> None:
    def stop(_key: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ROUND.each([1, 2], stop)
    assert ROUND.behind() == []
