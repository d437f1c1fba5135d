"""Where a ticket goes by itself, to whom, and what is written down about it (mission A4, C6)."""

from datetime import timedelta
from typing import Any

import pytest

from fuwutai.core import clock
from fuwutai.dispatch.choices import PlacementOutcome, Way
from fuwutai.dispatch.models import Capacity, DispatchRule, Placement, Policy, Vacancy
from fuwutai.dispatch.services import deciding, placing, staffing
from fuwutai.dispatch.tests.rules import row, rule, run, stand
from fuwutai.duty.models import Skill, SkillOf
from fuwutai.people.permissions import Actor
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import Channel, State, Then
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import Report, intake
from fuwutai.timeline import verification
from fuwutai.timeline.models import Entry


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def decisions(ticket: Ticket) -> list[dict[str, Any]]:
    return [entry.details for entry in Entry.objects.filter(record=ticket.timeline, verb="decide").order_by("seq")]


def placed(cast: Cast, **report: Any) -> Ticket:
    ticket = cast.ticket(**report)
    run()
    return fresh(ticket)


def test_the_first_rule_that_holds_sends_it(cast: Cast) -> None:
    rule(cast.supplier, row("title", "contains", "打印"))
    rule(cast.network, row("title", "contains", "VPN"))
    rule(cast.supplier)
    ticket = placed(cast)
    assert (ticket.state, ticket.team, ticket.assignee, ticket.owner) == (State.DISPATCHED, cast.network, None, None)
    [why] = decisions(ticket)
    assert (why["field"], why["because"]["key"]) == ("team", "dispatch.rule")
    assert list(verification.findings()) == []


def test_without_a_rule_that_holds_it_stays_in_the_pool(cast: Cast) -> None:
    rule(cast.supplier, row("title", "contains", "打印"))
    ticket = placed(cast)
    assert (ticket.state, ticket.timeline_length) == (State.NEW, 1)


def test_without_any_rule_no_job_is_asked_for(cast: Cast) -> None:
    from fuwutai.core.jobs.models import Job  # noqa: PLC0415

    cast.ticket()
    assert not Job.objects.filter(task__contains="dispatch").exists()


def test_a_rule_out_of_use_or_to_a_group_out_of_use_sends_nothing(cast: Cast) -> None:
    rule(cast.supplier, active=False)
    rule(cast.network)
    cast.network.active = False
    cast.network.save()
    assert placed(cast).state == State.NEW


def test_by_category_only_where_the_installation_wants_it(cast: Cast) -> None:
    cast.category.team = cast.network
    cast.category.save()
    assert placed(cast, category=cast.category).state == State.NEW
    Policy.objects.create(pk=1, by_category=True)
    assert placed(cast, category=cast.category).team == cast.network


def test_in_turn_everybody_gets_as_many(cast: Cast) -> None:
    stand(cast.network, cast.sam, cast.lee)
    rule(cast.network, way=Way.ROUND_ROBIN)
    got = [placed(cast).assignee for _turn in range(4)]
    assert got == [cast.sam, cast.lee, cast.sam, cast.lee]


def test_the_least_busy_on_duty_gets_it_and_the_others_are_told_why(cast: Cast) -> None:
    stand(cast.network, cast.sam)
    rule(cast.network, way=Way.LEAST_LOADED)
    ticket = placed(cast)
    assert (ticket.assignee, ticket.state) == (cast.sam, State.DISPATCHED)
    why = decisions(ticket)[-1]
    assert why["value"] == {"id": cast.sam.pk, "name": "陈思远"}
    assert [(lost["value"]["name"], lost["because"]["key"]) for lost in why["lost"]] == [("吴桐", "dispatch.off_duty")]
    assert {one["name"]: one["load"] for one in why["inputs"]["candidates"]} == {"陈思远": 0, "吴桐": 0}


def test_a_skill_has_to_be_there_at_its_level(cast: Cast) -> None:
    stand(cast.network, cast.sam, cast.lee)
    skill = Skill.objects.create(name_en="Routing")
    SkillOf.objects.create(person=cast.sam, skill=skill, level=1)
    SkillOf.objects.create(person=cast.lee, skill=skill, level=3)
    rule(cast.network, way=Way.SKILL, skill=skill, level=2)
    assert [placed(cast).assignee, placed(cast).assignee] == [cast.lee, cast.lee]


def test_nobody_gets_more_than_they_can_take_and_the_rest_waits_with_the_group(cast: Cast) -> None:
    stand(cast.network, cast.sam, cast.lee)
    Capacity.objects.create(team=cast.network, most=1)
    Capacity.objects.create(person=cast.lee, most=2)
    rule(cast.network, way=Way.LEAST_LOADED)
    made = [placed(cast) for _turn in range(4)]
    assert [ticket.assignee for ticket in made] == [cast.sam, cast.lee, cast.lee, None]
    assert (made[3].state, made[3].team) == (State.DISPATCHED, cast.network)
    assert decisions(made[3])[-1]["because"]["key"] == "dispatch.nobody"


def test_what_waits_is_given_out_when_somebody_is_there(cast: Cast) -> None:
    stand(cast.network)
    rule(cast.network, way=Way.ROUND_ROBIN)
    # A roster with nobody in it counts as none; this one has had somebody.
    stand(cast.supplier, cast.tom)
    Capacity.objects.create(person=cast.sam, most=0)
    Capacity.objects.create(person=cast.lee, most=0)
    ticket = placed(cast)
    assert (ticket.assignee, Vacancy.objects.count()) == (None, 1)
    assert staffing.staff_all() == 0
    stand(cast.network, cast.sam)
    Capacity.objects.filter(person=cast.sam).delete()
    assert staffing.staff_all() == 1
    assert (fresh(ticket).assignee, Vacancy.objects.count()) == (cast.sam, 0)
    assert Placement.objects.get().person == cast.sam
    assert staffing.staff_all() == 0


def test_a_vacancy_that_fails_holds_up_none_and_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stand(cast.network, cast.sam)
    Capacity.objects.create(team=cast.network, most=0)
    rule(cast.network, way=Way.LEAST_LOADED)
    broken, other, act = placed(cast), placed(cast), tickets.act
    Capacity.objects.all().delete()

    def fail(actor: Actor, number: int, verb: str, values: dict[str, Any]) -> Ticket:
        ticket = act(actor, number, verb, values)
        if number == broken.pk:
            raise ZeroDivisionError
        return ticket

    with monkeypatch.context() as patch:
        patch.setattr(tickets, "act", fail)
        assert staffing.staff_all() == 1
    assert (fresh(broken).assignee, fresh(other).assignee) == (None, cast.sam)
    assert staffing.staff_all() == 0
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert staffing.staff_all() == 1


def test_what_somebody_took_meanwhile_waits_no_more(cast: Cast) -> None:
    Capacity.objects.create(team=cast.network, most=0)
    rule(cast.network, way=Way.LEAST_LOADED)
    ticket = placed(cast)
    cast.act("sam", ticket, "accept")
    assert staffing.staff_all() == 0
    assert not Vacancy.objects.exists()


def test_whoever_asked_never_works_on_it(cast: Cast) -> None:
    stand(cast.network, cast.sam, cast.lee)
    rule(cast.network, way=Way.LEAST_LOADED)
    assert placed(cast, by="sam").assignee == cast.lee
    assert placed(cast, by="amy", requester=cast.sam).assignee == cast.lee


def test_a_job_that_runs_again_changes_nothing(cast: Cast) -> None:
    stand(cast.network, cast.sam)
    rule(cast.network, way=Way.LEAST_LOADED)
    ticket = placed(cast)
    before = ticket.timeline_length
    placing.place(ticket.pk)
    staffing.staff(ticket.pk)
    assert (fresh(ticket).timeline_length, Placement.objects.count()) == (before, 1)


@pytest.mark.parametrize("then", [Then.KEEP, Then.DISPATCH])
def test_what_the_agent_keeps_or_dispatches_is_left_alone(cast: Cast, then: Then) -> None:
    rule(cast.network)
    report = Report(kind="incident", title="x", requester=cast.rita, channel=Channel.PHONE)
    outcome = intake.Outcome(then, team=cast.supplier if then == Then.DISPATCH else None)
    ticket = intake.take_down(cast.actor("amy"), report, outcome)
    run()
    assert not Placement.objects.exists()
    assert fresh(ticket).team == (cast.supplier if then == Then.DISPATCH else cast.desk)


def test_what_an_agent_puts_into_the_pool_is_dispatched(cast: Cast) -> None:
    rule(cast.network)
    report = Report(kind="incident", title="x", requester=cast.rita, channel=Channel.PHONE)
    ticket = intake.take_down(cast.actor("amy"), report, intake.Outcome(Then.POOL))
    run()
    assert (fresh(ticket).team, fresh(ticket).owner) == (cast.network, cast.amy)


def test_returned_it_goes_to_the_next_rule_not_back(cast: Cast) -> None:
    rule(cast.network)
    rule(cast.supplier)
    ticket = placed(cast)
    cast.act("sam", ticket, "return", reason=cast.reason)
    run()
    assert fresh(ticket).team == cast.supplier
    outcomes = list(Placement.objects.order_by("pk").values_list("outcome", flat=True))
    assert outcomes == [PlacementOutcome.RETURNED, PlacementOutcome.PLACED]
    assert Placement.objects.get(outcome=PlacementOutcome.RETURNED).reason == cast.reason
    assert decisions(ticket)[-1]["lost"][0]["because"]["key"] == "dispatch.returned"


def test_after_too_many_returns_the_desk_decides_once(cast: Cast) -> None:
    Policy.objects.create(pk=1, most_returns=1)
    rule(cast.network)
    rule(cast.supplier)
    ticket = placed(cast)
    cast.act("sam", ticket, "return", reason=cast.reason)
    run()
    placing.place(ticket.pk)
    assert fresh(ticket).state == State.RETURNED
    assert [why["because"]["key"] for why in decisions(ticket)] == ["dispatch.rule", "dispatch.often_returned"]


def test_a_rule_may_leave_tickets_to_the_desk(cast: Cast) -> None:
    rule(cast.desk, row("requester_level", "in", ["normal"]))
    rule(cast.network)
    ticket = placed(cast)
    placing.place(ticket.pk)
    assert (ticket.state, ticket.team) == (State.NEW, None)
    assert [why["because"]["key"] for why in decisions(ticket)] == ["dispatch.rule"]


def test_what_is_classified_in_the_pool_is_looked_at_again(cast: Cast) -> None:
    rule(cast.network, row("category", "within", [cast.category.pk]))
    ticket = placed(cast)
    assert ticket.state == State.NEW
    cast.act("amy", ticket, "classify", category=cast.category)
    run()
    assert fresh(ticket).team == cast.network


def test_reopened_to_the_pool_it_is_dispatched_again(cast: Cast) -> None:
    rule(cast.network)
    ticket = placed(cast)
    cast.act("sam", ticket, "accept")
    cast.act("sam", ticket, "resolve", solution="好了", code=cast.code)
    cast.sam.active = False
    cast.sam.save()
    tickets.act(cast.actor("rita"), ticket.pk, "reject", {"reason": "还不行"})
    run()
    assert (fresh(ticket).state, fresh(ticket).team) == (State.DISPATCHED, cast.network)
    outcomes = Placement.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == [PlacementOutcome.ACCEPTED, PlacementOutcome.PLACED]


def test_dispatched_elsewhere_by_hand_counts_as_wrong(cast: Cast) -> None:
    rule(cast.network)
    ticket = placed(cast)
    cast.act("amy", ticket, "assign", team=cast.supplier)
    assert Placement.objects.get().outcome == PlacementOutcome.MOVED


def test_rules_with_conditions_of_a_field_that_is_gone_send_nothing(cast: Cast) -> None:
    made = rule(cast.network)
    DispatchRule.objects.filter(pk=made.pk).update(
        conditions_json='{"all": [{"field": "gone", "op": "in", "value": [1]}]}'
    )
    assert placed(cast).state == State.NEW


def test_what_fails_half_way_leaves_nothing_and_is_done_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stand(cast.network, cast.sam, cast.lee)
    rule(cast.network, way=Way.ROUND_ROBIN)
    ticket = cast.ticket()
    with monkeypatch.context() as broken:
        broken.setattr(deciding, "tell", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            placing.place(ticket.pk)
    assert (fresh(ticket).state, fresh(ticket).timeline_length, Placement.objects.count()) == (State.NEW, 1, 0)
    run()
    assert fresh(ticket).assignee == cast.sam
    assert placed(cast).assignee == cast.lee
