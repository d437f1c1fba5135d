"""Setting up who is told when a promise runs out (C12)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from fuwutai.calendars.models import Calendar
from fuwutai.calendars.queries import current
from fuwutai.core import clock
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Forbidden
from fuwutai.core.jobs.worker import run_due
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels.choices import AgreementKind, Metric, Purpose, Reach
from fuwutai.service_levels.ledger import Terms
from fuwutai.service_levels.models import Agreement, Clock, Escalation, Plan, Step, Target
from fuwutai.service_levels.services import plans, proposing
from fuwutai.service_levels.services.clocks import Book, Wanted
from fuwutai.service_levels.services.sweeping import sweep
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
_NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
_STEP = {"share": "80", "minutes": "0", "side": "after", "to": ["lead"], "ways": ["in_app", "sms"]}


@pytest.fixture
def mona(browse: Browse) -> Client:
    """Mona manages the desk; she reads English here."""
    client = browse("mona")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def at(hours: float) -> datetime:
    return _NINE + timedelta(hours=hours)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Four hours round the clock, of which the assignee is told at half."""
    plan = Plan.objects.create(name_en="Usual")
    Step.objects.create(plan=plan, share=50, to="assignee")
    calendar = Calendar.objects.get(name_en="7×24")
    agreement = Agreement.objects.create(name_en="All day", calendar=calendar, plan=plan)
    Target.objects.create(agreement=agreement, metric=Metric.SOLUTION, priority=3, minutes=240)
    return plan


@pytest.fixture
def running(plan: Plan) -> Clock:
    agreement = Agreement.objects.get(plan=plan)
    terms = Terms(240 * 60, current(agreement.calendar_id).pk, agreement.pk)
    with clock.at(_NINE):
        book = Book(SYSTEM, number=7, record=uuid4())
        made = book.begin(Wanted(AgreementKind.SLA, Metric.SOLUTION, terms), at=_NINE)
        book.write()
    return made


def swept(hours: float) -> list[tuple[str, bool]]:
    """What rang by then: whom it is for, and whether anybody is told."""
    before = set(Escalation.objects.values_list("pk", flat=True))
    with clock.at(at(hours) + timedelta(seconds=1)):
        sweep()
    fresh = Escalation.objects.select_related("step").exclude(pk__in=before).order_by("id")
    return [(one.step.to if one.step else "", not one.passed_over) for one in fresh]


def test_a_step_is_added_in_a_dialog_and_stands_on_the_ladder(plan: Plan, mona: Client) -> None:
    assert mona.post(f"/service-levels/plans/{plan.pk}/steps/new", _STEP, HTTP_HX_REQUEST="true").status_code == 204
    step = plan.steps.get(share=80)
    assert (step.to, step.ways, step.metric) == ("lead", "in_app sms", "")
    page = mona.get(f"/service-levels/plans/{plan.pk}").content.decode()
    assert "When 80 % of the time is used" in page
    assert "Lead of the group" in page
    assert "No gateway is set up for" in page
    assert ConfigurationChange.objects.filter(subject="service_levels.step").exists()


def test_minutes_before_are_kept_and_shown_as_such(plan: Plan, mona: Client) -> None:
    sent = _STEP | {"share": "100", "minutes": "30", "side": "before"}
    mona.post(f"/service-levels/plans/{plan.pk}/steps/new", sent)
    step = plan.steps.get(share=100)
    assert step.minutes == -30
    sheet = mona.get(f"/service-levels/steps/{step.pk}", HTTP_HX_REQUEST="true").content.decode()
    assert 'value="before" selected' in sheet
    assert 'name="minutes" value="30"' in sheet


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"to": []}, "to", "Nobody would be told"),
        ({"ways": []}, "ways", "at least one way"),
        ({"repeat_times": "3"}, "repeat_minutes", "after how many minutes"),
        ({"repeat_minutes": "30"}, "repeat_times", "how often"),
        ({"metric": "update"}, "metric", "would never be reached"),
        ({"share": "20", "minutes": "60", "side": "before"}, "minutes", "before the time begins"),
        ({"share": "50", "to": ["assignee", "lead"]}, "to", "at the same time: Who works on it"),
        ({"share": "2000"}, "share", "1000"),
    ],
)
def test_what_makes_no_sense_is_said_at_the_field(
    plan: Plan, mona: Client, wrong: dict[str, Any], field: str, sentence: str
) -> None:
    answer = mona.post(f"/service-levels/plans/{plan.pk}/steps/new", _STEP | wrong, HTTP_HX_REQUEST="true")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page.partition(f'id="id_{field}_error"')[2][:500]
    assert plan.steps.count() == 1


def test_a_step_may_only_hand_over(plan: Plan, cast: Cast, mona: Client) -> None:
    sent = _STEP | {"to": [], "ways": [], "hand_to": cast.supplier.pk}
    assert mona.post(f"/service-levels/plans/{plan.pk}/steps/new", sent).status_code == 302


def test_a_new_step_holds_for_clocks_that_are_on(cast: Cast, plan: Plan, running: Clock) -> None:
    with clock.at(at(1)):
        plans.save_step(cast.actor("mona"), Step(plan=plan, share=25, minutes=30, to="lead"))
        run_due()
    assert swept(1.4) == []
    assert swept(1.5) == [("lead", True)]


@pytest.mark.parametrize("jobs_ran", [True, False])
def test_a_step_whose_time_has_gone_does_not_ring(cast: Cast, plan: Plan, running: Clock, *, jobs_ran: bool) -> None:
    with clock.at(at(1.5)):
        plans.save_step(cast.actor("mona"), Step(plan=plan, share=25, to="lead"))
        if jobs_ran:
            run_due()
    assert ("lead", True) not in swept(1.6)
    assert ("assignee", True) in swept(2)
    assert ("lead", True) not in swept(9)


def test_following_twice_changes_nothing(cast: Cast, plan: Plan, running: Clock) -> None:
    agreement = Agreement.objects.get(plan=plan)
    with clock.at(at(1.5)):
        plans.save_step(cast.actor("mona"), Step(plan=plan, share=25, to="lead"))
        plans.follow(agreement.pk)
        running.refresh_from_db()
        once = (running.rung, running.next_alarm_at)
        plans.follow(agreement.pk)
    running.refresh_from_db()
    assert (running.rung, running.next_alarm_at) == once
    assert running.next_alarm_at == at(2)


def test_a_step_that_is_moved_ahead_rings_again(cast: Cast, plan: Plan, running: Clock) -> None:
    assert swept(2) == [("assignee", True)]
    step = plan.steps.get()
    step.share = 75
    with clock.at(at(2.5)):
        plans.save_step(cast.actor("mona"), step)
        run_due()
    assert swept(3) == [("assignee", True)]


def test_clocks_follow_in_pieces(cast: Cast, plan: Plan, running: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "AT_ONCE", 1)
    assert plans.follow(running.agreement_id) == running.pk
    assert plans.follow(running.agreement_id, after=running.pk) is None


def test_a_removed_step_tells_nobody_any_more(cast: Cast, plan: Plan, running: Clock) -> None:
    with clock.at(at(1)):
        plans.remove_step(cast.actor("mona"), plan.steps.get())
        run_due()
    assert swept(9) == []


def test_a_plan_out_of_use_rests_and_tells_nothing_of_the_past_when_it_comes_back(
    cast: Cast, plan: Plan, running: Clock, mona: Client
) -> None:
    for hours, active in ((1, "no"), (3, "yes")):
        with clock.at(at(hours)):
            mona.post(f"/service-levels/plans/{plan.pk}/use", {"active": active})
            run_due()
    assert swept(9) == []


def test_only_who_may_configure_it_sees_it(plan: Plan, cast: Cast, browse: Browse) -> None:
    assert browse("mona").get("/service-levels/plans/").status_code == 200
    assert browse("sam").get(f"/service-levels/plans/{plan.pk}").status_code == 403
    assert browse("rita").get(f"/service-levels/plans/{plan.pk}").status_code == 404
    with pytest.raises(Forbidden):
        plans.save_step(cast.actor("sam"), Step(plan=plan, share=80, to="lead"))


def test_another_plan_holds_for_clocks_that_are_on_and_tells_nothing_of_the_past(
    cast: Cast, plan: Plan, running: Clock
) -> None:
    other = Plan.objects.create(name_en="Other")
    Step.objects.create(plan=other, share=25, to="owner")
    Step.objects.create(plan=other, share=40, to="lead")
    mona = cast.actor("mona")
    with clock.at(at(1.25)):
        made = proposing.propose(mona, {running.agreement_id: {"plan_id": other.pk}}, purpose=Purpose.PREVIEW)
        proposing.put_in_force(mona, made, reach=Reach.OPEN)
        run_due()
    running.refresh_from_db()
    assert running.next_alarm_at == at(1.6)
    assert swept(1.5) == []
    assert swept(1.6) == [("lead", True)]
    assert swept(3) == []
