"""Agreements are changed while tickets are open: what it says before, what it does then (mission K1)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from fuwutai.calendars.models import Calendar
from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.jobs import worker
from fuwutai.core.jobs.models import Job
from fuwutai.service_levels import drafts
from fuwutai.service_levels.choices import Metric, Progress, Purpose, Reach
from fuwutai.service_levels.models import Agreement, Clock, Proposal
from fuwutai.service_levels.services import proposing
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import tasks
from fuwutai.tickets.promises import promising
from fuwutai.tickets.tests.test_promises import agreed, at, check_ledgers, logged, of, when

__all__ = ["when"]
Do = Callable[..., Any]


def run() -> None:
    while worker.run_due():
        pass
    assert not Job.objects.exclude(error="").exists(), Job.objects.exclude(error="").values_list("task", "error")


def standard() -> Agreement:
    return Agreement.objects.get(name_en="Standard service level", until=None)


def solution(minutes: int) -> dict[str, Any]:
    return {"targets": {f"solution {priority}": minutes for priority in range(1, 6)}}


def proposed(cast: Cast, values: dict[str, Any], *, agreement: int | None = None, **more: Any) -> Proposal:
    key = standard().pk if agreement is None else agreement
    made = proposing.propose(cast.actor("mona"), {key: values}, **{"purpose": Purpose.PREVIEW, **more})
    run()
    made.refresh_from_db()
    return made


def test_it_says_what_becomes_of_open_tickets(cast: Cast) -> None:
    late, early = logged(cast), logged(cast, "14:00")
    with clock.at(at("15:00")):
        found = proposed(cast, solution(120))
    assert (found.progress, found.looked_at, found.total) == (Progress.READY, 2, 2)
    # Nothing is promised about answers any more; the older one would have been solved by 11:00.
    assert found.result["clocks"] == {"kept": 0, "changed": 2, "lost": 2, "gained": 0, "late": 1, "in_time": 1}
    assert [number for number, _clocks in found.result["tickets"]] == [late.pk, early.pk]
    assert of(late, Metric.SOLUTION).target_s == 960 * 60


def test_open_tickets_follow_once_it_is_in_force(cast: Cast) -> None:
    ticket = logged(cast)
    with clock.at(at("10:00")):
        found = proposed(cast, solution(120))
        proposing.put_in_force(cast.actor("mona"), found, reach=Reach.OPEN)
        assert of(ticket, Metric.SOLUTION).target_s == 960 * 60
        check_ledgers()
        run()
    found.refresh_from_db()
    ticket.refresh_from_db()
    assert (found.progress, ticket.due_at, ticket.clocks_on) == (Progress.IN_FORCE, at("11:00"), 1)
    check_ledgers()


def test_what_was_said_before_is_what_happens(cast: Cast, when: Do) -> None:
    held = when("09:30", "amy", logged(cast), "claim")
    held = when("10:00", "amy", held, "wait", wait_for="supplier")
    logged(cast)
    with clock.at(at("14:00")):
        found = proposed(cast, {**solution(180), "pauses": "requester supplier"})
        told = {number: {each["metric"]: each["after"] for each in moved} for number, moved in found.result["tickets"]}
        proposing.put_in_force(cast.actor("mona"), found, reach=Reach.OPEN)
        run()
        for number, clocks in told.items():
            for metric, after in clocks.items():
                one = Clock.objects.get(number=number, metric=metric)
                is_on = one.state in ("running", "paused")
                assert (datetime.fromisoformat(after) if after else None) == (one.due_at if is_on else None)
    assert of(held, Metric.SOLUTION).state == "paused"
    check_ledgers()


def test_only_new_tickets_may_be_meant(cast: Cast, when: Do) -> None:
    old = logged(cast)
    with clock.at(at("09:30")):
        proposing.put_in_force(cast.actor("mona"), proposed(cast, solution(120)), reach=Reach.NEW)
        run()
    new = logged(cast, "10:00")
    # Whatever makes it choose again, the old one keeps what was agreed for it.
    when("10:00", "amy", old, "prioritise", impact=1, urgency=1)
    assert (of(old, Metric.SOLUTION).target_s, of(new, Metric.SOLUTION).target_s) == (240 * 60, 120 * 60)
    with clock.at(at("10:30")):
        proposing.put_in_force(cast.actor("mona"), proposed(cast, solution(60)), reach=Reach.OPEN)
        run()
    assert {one.target_s for one in Clock.objects.filter(metric=Metric.SOLUTION)} == {3600}
    assert Agreement.objects.filter(active=True).count() == 1


def test_a_new_agreement_takes_over_and_gives_back(cast: Cast) -> None:
    ticket = logged(cast)
    calendar = standard().calendar_id
    values = {"name_en": "VIP", "kind": "sla", "calendar_id": calendar, "position": 1, **solution(30)}
    with clock.at(at("09:10")):
        proposing.put_in_force(cast.actor("mona"), proposed(cast, values, agreement=drafts.NEW), reach=Reach.OPEN)
        run()
        vip = Agreement.objects.get(name_en="VIP")
        assert (of(ticket, Metric.SOLUTION).agreement, of(ticket, Metric.RESPONSE).state) == (vip, "cancelled")
        found = proposed(cast, {"active": False}, agreement=vip.pk)
        assert found.result["clocks"]["gained"] == 1
        proposing.put_in_force(cast.actor("mona"), found, reach=Reach.OPEN)
        run()
    assert (of(ticket, Metric.SOLUTION).agreement, of(ticket, Metric.RESPONSE).state) == (standard(), "running")
    check_ledgers()


def test_another_calendar_of_an_agreement_moves_its_clocks(cast: Cast) -> None:
    ticket = logged(cast)
    other = Calendar.objects.exclude(pk=standard().calendar_id).first()
    if other is None:
        pytest.skip("There is one calendar only.")
    with clock.at(at("09:10")):
        proposing.put_in_force(cast.actor("mona"), proposed(cast, {"calendar_id": other.pk}), reach=Reach.OPEN)
        run()
    assert of(ticket, Metric.SOLUTION).version.calendar == other
    check_ledgers()


def test_following_again_writes_nothing(cast: Cast) -> None:
    logged(cast)
    with clock.at(at("10:00")):
        found = proposed(cast, solution(120))
        proposing.put_in_force(cast.actor("mona"), found, reach=Reach.OPEN)
        run()
        lines = sum(one.events for one in Clock.objects.all())
        Proposal.objects.filter(pk=found.pk).update(progress=Progress.MOVING, position=0, looked_at=0)
        tasks.follow_agreements.enqueue(found.pk)
        run()
    assert sum(one.events for one in Clock.objects.all()) == lines


def test_a_ticket_that_fails_holds_up_none_and_follows_in_the_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other, choose = logged(cast), logged(cast), promising.Promising.follow_agreements

    def fail(self: promising.Promising) -> None:
        if self.ticket == broken:
            raise ZeroDivisionError
        choose(self)

    with clock.at(at("10:00")):
        found = proposed(cast, solution(120))
        with monkeypatch.context() as patch:
            patch.setattr(promising.Promising, "follow_agreements", fail)
            proposing.put_in_force(cast.actor("mona"), found, reach=Reach.OPEN)
            worker.run_due()
        assert of(other, Metric.SOLUTION).target_s == 120 * 60
        assert of(broken, Metric.SOLUTION).target_s == 960 * 60
        found.refresh_from_db()
        assert found.progress == Progress.MOVING
    with clock.at(at("10:05")):
        worker.run_due()
    found.refresh_from_db()
    assert (of(broken, Metric.SOLUTION).target_s, found.progress) == (120 * 60, Progress.IN_FORCE)


def test_who_was_faster_is_not_overwritten(cast: Cast) -> None:
    first, second = proposed(cast, solution(120)), proposed(cast, solution(60))
    proposing.put_in_force(cast.actor("mona"), first, reach=Reach.NEW)
    with pytest.raises(Conflict):
        proposing.put_in_force(cast.actor("mona"), second, reach=Reach.OPEN)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"targets": {}}, "targets"), ({"kind": "supplier"}, "team"), ({"conditions_json": "{}x"}, "conditions_json")],
)
def test_what_cannot_be_agreed_is_refused(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        proposed(cast, values)
    assert field in refusal.value.fields


def lived(cast: Cast, when: Do) -> None:
    """Four tickets with waits, a reopening, a late answer, and one that is still open."""
    ticket = when("09:40", "amy", logged(cast), "claim")
    ticket = when("10:00", "amy", ticket, "wait", wait_for="requester", note="请发截图")
    ticket = when("11:00", "amy", ticket, "resume")
    ticket = when("13:30", "amy", ticket, "resolve", solution="好了", code=cast.code)
    ticket = when("14:00", "rita", ticket, "reject", reason="没好")
    when("15:00", "amy", ticket, "resolve", solution="好了", code=cast.code)
    when("15:30", "amy", logged(cast), "claim")
    when("12:01", "amy", logged(cast), "resolve", solution="好了", code=cast.code)
    open_still = when("14:15", "amy", logged(cast, "14:10"), "claim")
    when("14:20", "amy", open_still, "wait", wait_for="supplier")


def test_a_back_test_tells_which_promises_would_have_been_kept(cast: Cast, when: Do) -> None:
    agreed()
    lived(cast, when)
    ours = Agreement.objects.get(name_en="Other")
    with clock.at(at("16:00")):
        found = proposed(cast, solution(600), agreement=ours.pk, purpose=Purpose.BACK_TEST, months=3)
    rows = {key: row for key, row in found.result["groups"].items() if key.startswith("solution")}
    assert found.looked_at == 4
    assert [sum(row[index] for row in rows.values()) for index in range(4)] == [0, 3, 2, 0]
    assert ("missed", "met") in found.differences.values_list("before", "after")
