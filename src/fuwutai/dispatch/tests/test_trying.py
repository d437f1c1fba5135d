"""Rules tried on past tickets before they are in force (back-test)."""

import pytest

from fuwutai.core.errors import Forbidden
from fuwutai.dispatch import trials
from fuwutai.dispatch.choices import TrialState, Way
from fuwutai.dispatch.models import DispatchRule, Trial
from fuwutai.dispatch.services import trying
from fuwutai.dispatch.tests.rules import row, rule, run
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.models import Ticket


def tried(cast: Cast, changed: DispatchRule) -> Trial:
    trial = trying.ask(cast.actor("mona"), changed, days=30)
    run()
    return Trial.objects.get(pk=trial.pk)


def solved_by_the_supplier(cast: Cast, ticket: Ticket) -> None:
    cast.act("sam", ticket, "return", reason=cast.reason)
    cast.act("amy", ticket, "assign", team=cast.supplier)
    cast.act("tom", ticket, "accept")
    cast.act("tom", ticket, "resolve", solution="x", code=cast.code)


def test_it_tells_what_would_have_gone_elsewhere_and_whether_that_was_better(cast: Cast) -> None:
    rule(cast.network, row("title", "contains", "VPN"))
    vpn = [cast.ticket(title="VPN") for _turn in range(3)]
    cast.ticket(title="打印机")
    run()
    solved_by_the_supplier(cast, vpn[0])
    run()
    changed = DispatchRule.objects.get()
    changed.team = cast.supplier

    trial = tried(cast, changed)

    sums = trials.sums(trial.result)
    assert (trial.state, trial.seen, trial.total, sums.same) == (TrialState.DONE, 4, 4, 1)
    assert sums.flows == {(cast.network.pk, cast.supplier.pk): trials.Flow(tickets=3, returned=1, solved=1)}
    assert (sums.solved, sums.present_hits, sums.tried_hits) == (1, 0, 1)
    assert set(trial.differences.values_list("ticket", flat=True)) == {ticket.pk for ticket in vpn}
    assert DispatchRule.objects.get().team == cast.network


def test_a_rule_not_yet_saved_is_tried_at_its_place(cast: Cast) -> None:
    rule(cast.network, position=50)
    cast.ticket()
    draft = DispatchRule(team=cast.supplier, way=Way.POOL, conditions_json="", position=10)
    assert trials.sums(tried(cast, draft).result).flows[cast.network.pk, cast.supplier.pk].tickets == 1
    draft.position = 90
    assert trials.sums(tried(cast, draft).result).same == 1


def test_what_a_condition_finds_in_a_rule_it_finds_in_a_trial(cast: Cast) -> None:
    cast.ticket(title="a", category=cast.category)
    cast.ticket(title="b")
    draft = DispatchRule(
        team=cast.supplier, conditions_json='{"any": [{"field": "title", "op": "contains", "value": ["zz"]}, '
        f'{{"field": "category", "op": "within", "value": [{cast.category.pk}]}}]}}',
    )  # fmt: skip
    assert trials.sums(tried(cast, draft).result).flows == {(0, cast.supplier.pk): trials.Flow(tickets=1)}


def test_killed_after_any_batch_it_goes_on_where_it_was(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "AT_ONCE", 2)
    for _turn in range(5):
        cast.ticket()
    trial = trying.ask(cast.actor("mona"), DispatchRule(team=cast.supplier), days=30)
    assert trying.work(trial.pk, seconds=0)
    assert Trial.objects.get().seen == 2
    trying.work(trial.pk)
    trying.work(trial.pk)
    found = Trial.objects.get()
    assert (found.seen, found.differences.count(), found.state) == (5, 5, TrialState.DONE)


def test_without_tickets_it_is_done_at_once(cast: Cast) -> None:
    assert tried(cast, DispatchRule(team=cast.supplier)).state == TrialState.DONE


def test_only_who_sets_rules_up_tries_them(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        trying.ask(cast.actor("amy"), DispatchRule(team=cast.supplier), days=30)
