"""Agreements on their pages: listed, edited, tested, and put in force after it was said what that does."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from fuwutai.calendars.models import Calendar, CalendarVersion
from fuwutai.calendars.plan import Plan
from fuwutai.core import clock
from fuwutai.core.jobs import worker
from fuwutai.core.jobs.models import Job
from fuwutai.service_levels import drafts, durations
from fuwutai.service_levels.models import Agreement, Clock, Proposal, Target
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
LIST = "/service-levels/agreements/"


def run() -> None:
    while worker.run_due():
        pass
    assert not Job.objects.exclude(error="").exists(), Job.objects.exclude(error="").values_list("task", "error")


@pytest.fixture
def mona(cast: Cast, browse: Browse) -> Client:
    cast.mona.language = "en"
    cast.mona.save()
    return browse("mona")


def standard() -> Agreement:
    return Agreement.objects.get(name_en="Standard service level", until=None)


def typed(**more: object) -> dict[str, object]:
    values = {"name_en": "VIP", "kind": "sla", "calendar": standard().calendar_id, "reopening": "goes_on",
              "pauses": ["requester"], "solution_1": "4 h"}  # fmt: skip
    return {**values, **more}


def test_a_new_agreement_is_put_in_force_after_it_was_said_what_it_does(cast: Cast, mona: Client) -> None:
    ticket = cast.ticket()
    values = typed(solution_4="1:30", response_4="20 min", then="preview")
    answer = mona.post(f"{LIST}new", values)
    assert answer.status_code == 302, answer.content.decode()
    page = mona.get(answer["Location"]).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert f'href="{LIST}" aria-current="page"' in page
    assert not Agreement.objects.filter(name_en="VIP").exists()
    run()
    page = mona.get(answer["Location"]).content.decode()
    assert f"#{ticket.pk}" in page
    assert "“VIP” is new." in page
    done = mona.post(f"{answer['Location']}/force", {"reach": "open"})
    assert done.status_code == 302
    run()
    assert set(Clock.objects.values_list("target_s", flat=True)) == {20 * 60, 90 * 60}
    assert "In force since" in mona.get(done["Location"]).content.decode()
    page = mona.get(LIST).content.decode()
    assert page.index("VIP") < page.index("Standard service level")
    assert "Never holds" in page


def test_an_agreement_shows_its_times_as_they_were_typed(cast: Cast, mona: Client) -> None:
    page = mona.get(f"{LIST}{standard().pk}").content.decode()
    assert 'name="response_1" value="15 min"' in page
    assert 'name="solution_4" value="16 h"' in page
    page = mona.get(LIST).content.decode()
    assert "15 min – 2 h" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"solution_1": "0"}, "Nothing can be done in no time"),
        ({"solution_1": "soon"}, "Write a time like"),
        ({"solution_1": "900000 h"}, "more than ten years"),
        ({"solution_1": ""}, "at least one time"),
        ({"name_en": ""}, "at least one language"),
        ({"kind": "supplier"}, "Choose the group of the supplier"),
        ({"conditions_json": '{"all":[{"field":"gone","op":"in","value":[1]}]}'}, "no field"),
    ],
)
def test_what_cannot_be_agreed_is_refused_in_words(
    cast: Cast, mona: Client, wrong: dict[str, object], said: str
) -> None:
    answer = mona.post(f"{LIST}new", typed(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_calendar_without_hours_is_refused(cast: Cast, mona: Client) -> None:
    empty = Calendar.objects.create(name_en="Never")
    plan = Plan("Asia/Shanghai", ((),) * 7)
    CalendarVersion.objects.create(calendar=empty, number=1, plan_json=plan.to_json(), digest=plan.digest)
    answer = mona.post(f"{LIST}new", typed(calendar=empty.pk))
    assert answer.status_code == 422
    assert "nothing would ever be due" in answer.content.decode()


def test_more_time_for_the_answer_than_for_the_solution_is_warned_about(cast: Cast, mona: Client) -> None:
    Target.objects.filter(metric="response", priority=1).update(minutes=600)
    assert "More time for the answer than for the solution: P1" in mona.get(LIST).content.decode()


def test_putting_out_of_use_and_moving_are_previewed_too(cast: Cast, mona: Client) -> None:
    cast.ticket()
    answer = mona.post(f"{LIST}{standard().pk}/use", {"active": "no"})
    run()
    assert "goes out of use" in mona.get(answer["Location"]).content.decode()
    mona.post(f"{answer['Location']}/force", {"reach": "open"})
    run()
    assert set(Clock.objects.values_list("state", flat=True)) == {"cancelled"}
    assert "Standard service level" in mona.get(f"{LIST}?active=no").content.decode()
    Agreement.objects.update(active=True)
    other = Agreement.objects.create(name_en="Second", calendar=standard().calendar, position=200)
    answer = mona.post(f"{LIST}{other.pk}/order", {"step": "up"})
    run()
    mona.post(f"{answer['Location']}/force", {"reach": "new"})
    assert drafts.shown().earliest("position").name_en == "Second"


def test_a_back_test_leads_on_to_the_preview(cast: Cast, mona: Client) -> None:
    with clock.at(datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))):
        ticket = cast.act("amy", cast.ticket(), "claim")
    with clock.at(datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Shanghai"))):
        cast.act("amy", ticket, "resolve", solution="好了", code=cast.code)
        answer = mona.post(f"{LIST}{standard().pk}", typed(
            seen=seen(mona), solution_4="1 h", then="back_test", months=2,
        ))  # fmt: skip
        run()
        page = mona.get(answer["Location"]).content.decode()
    assert "Back-test" in page
    assert f"#{ticket.pk}" in page
    assert "100 → 0 %" in page
    assert mona.post(f"{answer['Location']}/force").status_code == 409
    assert "/proposals/" in mona.post(f"{answer['Location']}/preview")["Location"]


def seen(mona: Client) -> str:
    return mona.get(f"{LIST}{standard().pk}").content.decode().split('name="seen" value="')[1].split('"')[0]


def test_an_agent_finds_none_of_it(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    for address in (LIST, f"{LIST}new", f"{LIST}{standard().pk}", "/service-levels/proposals/1"):
        assert amy.get(address).status_code == 403


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30 min", 30), ("30", 30), ("4 h", 240), ("2d", 960), ("1:30", 90), ("1 h 30 min", 90), ("1.5 h", 90),
     ("2 天", 960), ("4小时", 240), ("", None)],
)  # fmt: skip
def test_times_are_read_as_people_type_them(text: str, minutes: int | None) -> None:
    assert durations.read(text, day=480) == minutes


@pytest.mark.parametrize("minutes", [1, 59, 60, 90, 480, 960, 961, 1440, 2000, 2400])
def test_times_are_shown_so_that_they_can_be_read_back(minutes: int) -> None:
    assert durations.read(durations.shown(minutes, day=480), day=480) == minutes


def test_a_program_proposes_and_puts_in_force(cast: Cast, mona: Client) -> None:
    cast.ticket()
    times = [{"metric": "solution", "priority": level, "minutes": 90} for level in range(1, 6)]
    body = {"agreement": standard().pk, "targets": times}
    answer = mona.post("/api/v1/agreement-proposals", body, content_type="application/json")
    assert answer.status_code == 202, answer.content.decode()
    run()
    address = f"/api/v1/agreement-proposals/{answer.json()['id']}"
    found = mona.get(address).json()
    assert (found["progress"], found["clocks"]["changed"], found["clocks"]["lost"]) == ("ready", 1, 1)
    forced = mona.post(f"{address}/force", {"reach": "open"}, content_type="application/json")
    assert (forced.status_code, forced.json()["progress"]) == (200, "moving")
    run()
    shown = mona.get(f"/api/v1/agreements/{standard().pk}").json()
    assert [each["minutes"] for each in shown["targets"]] == [90] * 5
    assert len(mona.get("/api/v1/agreements").json()["items"]) == 1


def test_what_a_program_leaves_out_stays(cast: Cast, mona: Client) -> None:
    body = {"agreement": standard().pk, "pauses": ["supplier"]}
    answer = mona.post("/api/v1/agreement-proposals", body, content_type="application/json")
    assert answer.status_code == 202
    assert Proposal.objects.get().changes[standard().pk]["targets"]["solution 4"] == 960


def test_an_agreement_that_is_not_there_is_refused_at_its_field(cast: Cast, mona: Client) -> None:
    body = {"agreement": 10**9, "pauses": []}
    answer = mona.post("/api/v1/agreement-proposals", body, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "agreement")
