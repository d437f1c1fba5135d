"""Tickets that will probably be late are marked before they are (K2)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.translation import override

from fuwutai.calendars import queries as calendars
from fuwutai.core import clock, facts
from fuwutai.core.jobs.worker import run_due
from fuwutai.rules import conditions
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import AgreementKind, ClockState, Metric
from fuwutai.service_levels.models import Clock, Forecast
from fuwutai.service_levels.models.agreements import renew_edition
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import tasks
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.facts import LatenessForeseen
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import clocks
from fuwutai.tickets.promises import forecasting, learning
from fuwutai.tickets.tests.test_promises import at, logged, of, when  # noqa: F401 - a fixture

Act = Callable[..., Ticket]
Browse = Callable[[str], Client]


@pytest.fixture
def foretold(cast: Cast) -> Iterator[Callable[..., None]]:
    """Solutions of priority 4 are likely late from half of their sixteen hours on, answers never."""

    def foretell(share: int | None = 50, priority: int = 4) -> None:
        Forecast.objects.filter(priority=priority).delete()
        Forecast.objects.create(metric=Metric.SOLUTION, priority=priority, share=share, similar=214, late=152)
        renew_edition()
        queries.in_force()

    foretell()
    yield foretell
    # The next test begins without what this one has learned.
    queries._known = None


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setitem(facts._listeners, LatenessForeseen, [lambda fact: found.append(fact.number)])
    return found


def shown(ticket: Ticket) -> tuple[bool, datetime | None]:
    ticket.refresh_from_db()
    return ticket.likely_late, ticket.likely_late_at


def crossing(ticket: Ticket) -> datetime:
    """When half of the time for the solution is used: on Tuesday at ten."""
    one = of(ticket, Metric.SOLUTION)
    return later(one, one.target_s // 2)


def later(one: Clock, seconds: int) -> datetime:
    return calendars.working_time(one.version_id).add(one.started_at, seconds)


def test_the_moment_is_kept_as_soon_as_the_clock_runs(cast: Cast, foretold: object) -> None:
    ticket = logged(cast)
    assert shown(ticket) == (False, crossing(ticket))


def test_the_sweep_marks_what_crosses_once(cast: Cast, foretold: object, heard: list[int]) -> None:
    ticket, other = logged(cast), logged(cast, "10:30")
    moment = crossing(ticket)
    with clock.at(moment - timedelta(seconds=1)):
        assert forecasting.sweep() == 0
    with clock.at(moment):
        assert forecasting.sweep() == 1
        assert forecasting.sweep() == 0
    assert shown(ticket) == (True, None)
    assert not shown(other)[0]
    assert heard == [ticket.pk]


def test_a_clock_that_stands_still_is_not_likely_late(cast: Cast, foretold: object, when: Act) -> None:  # noqa: F811
    ticket = when("09:10", "amy", logged(cast), "claim")
    moment = crossing(ticket)
    when("09:20", "amy", ticket, "wait", wait_for="requester", note="请发截图")
    assert shown(ticket) == (False, None)
    with clock.at(moment):
        assert forecasting.sweep() == 0
    when("10:20", "amy", ticket, "resume")
    assert shown(ticket) == (False, moment + timedelta(hours=1))


def test_done_is_not_likely_late(cast: Cast, foretold: object) -> None:
    ticket = logged(cast)
    with clock.at(crossing(ticket)):
        forecasting.sweep()
        cast.act("amy", ticket, "claim")
        assert shown(ticket) == (True, None)
        cast.act("amy", ticket, "resolve", solution="好了", code=cast.code)
    assert shown(ticket) == (False, None)


def test_another_priority_has_another_moment(cast: Cast, foretold: Callable[..., None], when: Act) -> None:  # noqa: F811
    foretold(priority=2, share=25)
    ticket = when("09:10", "amy", logged(cast), "claim")
    before = shown(ticket)[1]
    when(
        "09:20",
        "amy",
        ticket,
        "prioritise",
        impact=ticket.impact,
        urgency=ticket.urgency,
        priority_by_hand=2,
        grade_reason="试",
    )
    after = shown(ticket)[1]
    one = of(ticket, Metric.SOLUTION)
    assert ticket.priority == 2
    assert before
    assert after
    assert after < before
    assert after == later(one, one.target_s // 4)


def test_too_few_similar_ones_mark_nothing(cast: Cast, foretold: Callable[..., None]) -> None:
    foretold(share=None)
    assert shown(logged(cast)) == (False, None)


def test_what_was_learned_reaches_open_tickets_in_the_night(cast: Cast, foretold: object) -> None:
    ticket = logged(cast)
    foreseen = shown(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(likely_late_at=None)
    with clock.at(at("09:05")):
        tasks.follow_forecasts.enqueue()
        run_due()
    assert shown(ticket) == foreseen


def test_learning_counts_what_is_over_and_keeps_it(cast: Cast, foretold: object) -> None:
    ticket = logged(cast)
    one = of(ticket, Metric.SOLUTION)
    for hours in [2] * 20 + [20] * 40:
        one.pk = None
        one.state, one.stopped_at, one.used_s = ClockState.STOPPED, clock.now(), hours * 3600
        one.save()
    assert learning.learn()
    kept = Forecast.objects.get(metric=Metric.SOLUTION, team=None, priority=4)
    assert (kept.share, kept.similar, kept.late) == (0, 60, 40)
    assert not Forecast.objects.filter(metric=Metric.RESPONSE).exists()
    assert not learning.learn()


def test_what_groups_promised_each_other_is_not_learned(cast: Cast, foretold: object) -> None:
    one = of(logged(cast), Metric.SOLUTION)
    one.pk, one.kind, one.state, one.stopped_at = None, AgreementKind.OLA, ClockState.STOPPED, clock.now()
    one.save()
    assert list(learning.past()) == []


def test_the_mark_and_its_reason_are_shown(
    cast: Cast, foretold: object, browse: Browse, when: Act  # noqa: F811
) -> None:  # fmt: skip
    ticket = when("09:10", "amy", logged(cast), "claim")
    when("09:20", "amy", ticket, "reply", text="马上看")
    with clock.at(crossing(ticket)):
        forecasting.sweep()
        for address in (f"/tickets/{ticket.pk}", "/tickets/all", "/tickets/mine"):
            assert "fw-likely" in browse("amy").get(address).content.decode()
        with override("en"):
            likely = [dial.likely for dial in clocks.of(Ticket.objects.get(pk=ticket.pk)) if dial.likely]
    assert likely == ["Of 214 similar ones, 71 % needed more than the 8 h that were left."]


def test_what_is_late_is_not_likely_late(cast: Cast, foretold: object, browse: Browse) -> None:
    ticket = logged(cast)
    with clock.at(at("09:00", "2026-12-23")):
        forecasting.sweep()
        assert "fw-likely" not in browse("amy").get("/tickets/all").content.decode()
    assert shown(ticket) == (True, None)


def test_conditions_and_searches_know_it(cast: Cast, foretold: object) -> None:
    ticket, _other = logged(cast), logged(cast, "10:30")
    with clock.at(crossing(ticket)):
        forecasting.sweep()
    kept = conditions.stored('{"all": [{"field": "likely_late", "op": "is", "value": true}]}', TICKETS)
    assert list(Ticket.objects.filter(kept.to_q())) == [ticket]


def test_the_command_measures_and_learns(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("promises", "forecast-check")
    call_command("promises", "forecast-learn")
    assert capsys.readouterr().out.strip()
    assert not Forecast.objects.exists()
    assert not Clock.objects.filter(state=ClockState.STOPPED).exists()
