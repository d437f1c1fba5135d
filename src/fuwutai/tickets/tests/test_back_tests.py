"""Hours, tables and agreements tried on past tickets before they are in force (mission K1)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fuwutai.calendars import queries as calendars
from fuwutai.core import clock
from fuwutai.service_levels.choices import AgreementKind, Metric, Progress, Purpose
from fuwutai.service_levels.models import Proposal, Target
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import queries
from fuwutai.tickets.models import Symptom, Ticket, ToleranceCell
from fuwutai.tickets.promises import lives
from fuwutai.tickets.tests.test_changed_agreements import proposed, run, solution, standard
from fuwutai.tickets.tests.test_promises import agreed, at, logged, when

__all__ = ["when"]
Do = Callable[..., Ticket]
# What a browser sends of lists to choose from.
KEPT = {"zone": "Asia/Shanghai", "country": "CN", "subdivision": ""}


def form_of(page: str) -> dict[str, str]:
    """What the browser would send of the first form with hours or cells."""
    found = {}
    for part in page.split("<input")[1:]:
        tag = part.split(">")[0]
        if 'name="' in tag and 'value="' in tag:
            found[tag.split('name="')[1].split('"')[0]] = tag.split('value="')[1].split('"')[0]
    return found


def outcome(client: Client, page: str, **values: Any) -> Proposal:
    """Send a form to be tried, let the job run, and give what came of it."""
    sent = {**form_of(client.get(page).content.decode()), **values, "then": "back_test", "months": "1"}
    answer = client.post(page, sent)
    assert answer.status_code in {200, 302}, answer.content.decode()[:2000]
    run()
    return Proposal.objects.latest("id")


def solved(cast: Cast, when: Do, time: str, **report: Any) -> Ticket:
    return when(time, "amy", logged(cast, **report), "resolve", solution="好了", code=cast.code)


def test_other_hours_are_tried_from_the_page_of_the_calendar(
    cast: Cast, when: Do, browse: Callable[..., Client]
) -> None:
    agreed()
    late, in_time = solved(cast, when, "13:45"), solved(cast, when, "10:00")
    calendar = standard().calendar
    version = calendars.current(calendar.pk)
    with clock.at(at("16:00")):
        ada = browse("ada")
        found = outcome(ada, page_of(calendar.pk), monday="09:00-10:30", **KEPT)
        assert (found.progress, found.looked_at, found.subject) == (Progress.READY, 2, "calendar")
        told = {(one.number, one.metric): (one.before, one.after) for one in found.differences.all()}
        # Half past one would have been closed, so that only ninety minutes were used by then.
        assert told == {(late.pk, "solution"): ("missed", "met")}
        assert in_time.pk not in {number for number, _metric in told}
        page = ada.get(f"/service-levels/proposals/{found.pk}").content.decode()
        assert f"#{late.pk}" in page
        assert "09:00-10:30" in page
        assert calendars.current(calendar.pk) == version
        ada.post(page_of(calendar.pk), form_of(page))
    assert calendars.current(calendar.pk).plan.week[0] == ((9 * 3600, 10 * 3600 + 1800),)


def page_of(calendar: int) -> str:
    return reverse("calendars:calendar", args=[calendar])


def test_another_priority_table_is_tried(cast: Cast, when: Do, browse: Callable[..., Client]) -> None:
    ticket = solved(cast, when, "15:30")
    by_hand = logged(cast)
    when(
        "09:05",
        "amy",
        by_hand,
        "prioritise",
        impact=ticket.impact,
        urgency=ticket.urgency,
        priority_by_hand=3,
        grade_reason="试",
    )
    before = queries.priorities()
    with clock.at(at("16:00")):
        cells = {f"cell-{impact}-{urgency}": str(value) for (impact, urgency), value in before.items()}
        cells[f"cell-{ticket.impact}-{ticket.urgency}"] = "1"
        found = outcome(browse("mona"), "/tickets/settings/priorities/", **cells)
    assert (found.looked_at, found.tried) == (2, {f"{ticket.impact}.{ticket.urgency}": 1})
    told = {(one.number, one.metric): (one.before, one.after) for one in found.differences.all()}
    # Priority 1 is four hours until the solution; the answer was late anyway.
    assert told == {(ticket.pk, "solution"): ("met", "missed")}
    assert queries.priorities() == before


def test_other_tolerable_waits_are_tried(cast: Cast, when: Do, browse: Callable[..., Client]) -> None:
    crash = Symptom.objects.order_by("id")[0]
    ToleranceCell.objects.update_or_create(symptom=crash, service_class=3, defaults={"minutes": 30})
    ticket = when("09:20", "amy", logged(cast, symptom=crash), "claim")
    with clock.at(at("10:00")):
        found = outcome(browse("mona"), "/tickets/settings/tolerance/", **{f"cell-{crash.pk}-3": "10"})
    assert [(one.number, one.metric, one.before, one.after) for one in found.differences.all()] == [
        (ticket.pk, "response", "met", "missed")
    ]
    assert [found.differences.get().due_before, found.differences.get().due_after] == [at("09:30"), at("09:10")]


def test_promises_of_groups_and_updates_are_tested_too(cast: Cast, when: Do) -> None:
    Target.objects.bulk_create(
        Target(agreement=standard(), metric=Metric.UPDATE, priority=level, minutes=60) for level in range(1, 6)
    )
    within = agreed(kind=AgreementKind.OLA)
    ticket = when("09:10", "amy", logged(cast), "assign", team=cast.network)
    ticket = when("09:30", "sam", ticket, "accept")
    when("11:20", "sam", ticket, "resolve", solution="好了", code=cast.code)
    with clock.at(at("16:00")):
        found = proposed(cast, solution(60), agreement=within.pk, purpose=Purpose.BACK_TEST, months=1)
    groups = found.result["groups"]
    assert groups[f"solution {cast.network.pk} 4 ola"] == [0, 1, 0, 1]
    assert groups[f"response {cast.network.pk} 4 ola"] == [1, 0, 0, 0]
    # Nothing was heard between 09:30 and 11:20.
    assert groups[f"update {cast.network.pk} 4"] == [0, 1, 0, 1]
    assert {(one.kind, one.metric, one.team_id) for one in found.differences.all()} == {
        ("ola", "response", cast.network.pk)
    }


def test_who_gets_it_before_anybody_accepted_it_is_to_answer_too(cast: Cast, when: Do) -> None:
    within = agreed(kind=AgreementKind.OLA)
    ticket = when("09:10", "amy", logged(cast), "assign", team=cast.network)
    ticket = when("09:20", "amy", ticket, "assign", team=cast.supplier)
    ticket = when("10:10", "tom", ticket, "accept")
    with clock.at(at("16:00")):
        groups = proposed(cast, solution(60), agreement=within.pk, purpose=Purpose.BACK_TEST, months=1).result["groups"]
    assert groups[f"response {cast.network.pk} 4 ola"][:2] == [1, 0]
    assert groups[f"response {cast.supplier.pk} 4 ola"][:2] == [0, 1]


def test_what_is_said_on_a_merged_ticket_is_no_news(cast: Cast, when: Do) -> None:
    ticket = when("09:10", "amy", logged(cast), "claim")
    ticket = when("09:20", "amy", ticket, "merge", other=logged(cast))
    ticket = when("09:30", "amy", ticket, "reply", text="请看另一张")
    ticket = when("09:40", "amy", ticket, "unmerge")
    ticket = when("09:50", "amy", ticket, "reply", text="已更换")
    assert lives.of([ticket])[ticket.pk].updates == [at("09:10"), at("09:50")]


def test_nobody_tries_or_reads_what_is_not_theirs(cast: Cast, browse: Callable[..., Client]) -> None:
    calendar = standard().calendar_id
    found = Proposal.objects.create(
        asked_by=cast.ada, purpose=Purpose.BACK_TEST, subject="calendar", changes_json=f'{{"{calendar}": ""}}'
    )
    address = f"/service-levels/proposals/{found.pk}"
    assert browse("rita").get(address).status_code == 404
    assert browse("sam").get(address).status_code == 403
    assert browse("tom").post("/tickets/settings/priorities/", {"then": "back_test"}).status_code == 403
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("value", ["0", "6", "x", "٣", "9" * 30])
def test_what_cannot_be_saved_cannot_be_tried(cast: Cast, browse: Callable[..., Client], value: str) -> None:
    mona = browse("mona")
    sent = form_of(mona.get("/tickets/settings/priorities/").content.decode())
    answer = mona.post("/tickets/settings/priorities/", {**sent, "cell-1-1": value, "then": "back_test"})
    assert answer.status_code == 422
    assert Proposal.objects.count() == 0
