"""Setting dispatching up on its pages: rules, capacities, how it works; and what they warn about."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from fuwutai.dispatch import doubts
from fuwutai.dispatch.choices import Way
from fuwutai.dispatch.models import Capacity, DispatchRule, Policy, Trial, Turns, Watch
from fuwutai.dispatch.queries.policy import in_force
from fuwutai.dispatch.tests.rules import row, rule, run, stand
from fuwutai.people.models import Person
from fuwutai.people.services import merge
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def told(made: DispatchRule) -> str:
    with translation.override("en"):
        return " ".join(map(str, doubts.about(in_force())[made.pk]))


def values(cast: Cast, **more: object) -> dict[str, object]:
    return {"name_en": "VPN", "team": cast.network.pk, "way": "pool", "level": 2, "conditions_json": "", **more}


def test_a_rule_is_added_moved_and_put_out_of_use(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    rule(cast.supplier)
    conditions = '{"all":[{"field":"title","op":"contains","value":["VPN"]}]}'
    assert mona.post("/dispatch/rules/new", values(cast, conditions_json=conditions)).status_code == 302
    made = DispatchRule.objects.get(name_en="VPN")
    assert [each.pk for each in in_force()][-1] == made.pk
    page = mona.get("/dispatch/rules/").content.decode()
    assert "VPN" in page
    assert "网络组" in page
    assert mona.post(f"/dispatch/rules/{made.pk}/order", {"step": "up"}).status_code == 204
    assert in_force()[0] == made
    mona.post(f"/dispatch/rules/{made.pk}/use", {"active": "no"})
    assert made not in in_force()
    assert "VPN" in mona.get("/dispatch/rules/?active=no").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"way": "skill"}, "Choose the skill"),
        ({"conditions_json": '{"all":[{"field":"gone","op":"in","value":[1]}]}'}, "no field"),
        ({"conditions_json": '{"all":[{"field":"team","op":"in","value":[999999]}]}'}, "no such record"),
        ({"name_en": ""}, "at least one language"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_in_words(
    cast: Cast, browse: Browse, wrong: dict[str, object], said: str
) -> None:
    cast.mona.language = "en"
    cast.mona.save()
    answer = browse("mona").post("/dispatch/rules/new", values(cast, **wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not DispatchRule.objects.exists()


def test_a_rule_below_one_that_takes_everything_is_told_of(cast: Cast) -> None:
    rule(cast.network)
    assert "above takes everything" in told(rule(cast.supplier, row("title", "contains", ["x"])))


@pytest.mark.parametrize(
    ("above", "below", "hides"),
    [
        ([row("priority", "in", [1, 2, 3])], [row("priority", "in", [1, 2])], True),
        ([row("priority", "in", [1])], [row("priority", "in", [1, 2])], False),
        ([row("priority", "not_in", [1])], [row("priority", "not_in", [1, 2])], True),
        ([row("title", "contains", ["a"])], [row("title", "contains", ["a"]), row("channel", "in", ["web"])], True),
        ([row("title", "contains", ["a"]), row("channel", "in", ["web"])], [row("title", "contains", ["a"])], False),
    ],
)
def test_a_rule_hides_a_later_one_only_if_it_takes_all_of_it(
    cast: Cast, *, above: list[dict[str, object]], below: list[dict[str, object]], hides: bool
) -> None:
    rule(cast.network, *above)
    assert ("above takes everything" in told(rule(cast.supplier, *below))) == hides


def test_a_rule_that_matches_itself_or_finds_nobody_is_told_of(cast: Cast) -> None:
    assert "Matches itself" in told(rule(cast.network, row("team", "in", [cast.network.pk])))
    cast.supplier.members.clear()
    assert "Nobody is in" in told(rule(cast.supplier, row("channel", "in", ["web"]), way=Way.LEAST_LOADED))


def test_a_rule_is_tried_from_its_form_without_being_saved(cast: Cast, browse: Browse) -> None:
    cast.ticket()
    mona = browse("mona")
    answer = mona.post("/dispatch/rules/new/trial", values(cast, days=30))
    address = answer["Location"]
    assert 'hx-trigger="every 1s"' in mona.get(address).content.decode()
    run()
    page = mona.get(address).content.decode()
    assert "网络组" in page
    assert "VPN 连不上" in page
    assert not DispatchRule.objects.exists()
    assert browse("ada").get(address).status_code == 404
    assert Trial.objects.get().days == 30


def test_a_capacity_is_of_a_group_or_of_a_person(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    assert mona.post("/dispatch/capacities/new", {"team": cast.network.pk, "most": 5}).status_code == 302
    assert mona.post("/dispatch/capacities/new", {"person": cast.sam.pk, "most": 2}).status_code == 302
    assert mona.post("/dispatch/capacities/new", {"most": 2}).status_code == 422
    assert mona.post("/dispatch/capacities/new", {"team": cast.network.pk, "most": 6}).status_code == 422
    mona.post(f"/dispatch/capacities/{Capacity.objects.get(person=cast.sam).pk}/removal")
    assert Capacity.objects.get().most == 5


def test_switching_the_handing_back_on_and_off_begins_and_ends_the_watch(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    cast.act("amy", cast.ticket(), "claim")
    usual = {"most_returns": 3, "warn_after": 240, "warn_after_pressing": 60, "back_after": 60}
    seen = mona.get("/dispatch/policy/").content.decode().split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert mona.post("/dispatch/policy/", {**usual, "hands_back": "on", "seen": seen}).status_code == 302
    run()
    assert Watch.objects.count() == 1
    seen = mona.get("/dispatch/policy/").content.decode().split('name="seen"')[1].split('value="')[1].split('"')[0]
    mona.post("/dispatch/policy/", {**usual, "seen": seen})
    assert (Watch.objects.count(), Policy.objects.get().hands_back) == (0, False)


def test_who_is_free_and_which_rules_send_wrong(cast: Cast, browse: Browse) -> None:
    stand(cast.network, cast.sam)
    made = rule(cast.network)
    ticket = cast.ticket()
    run()
    cast.act("sam", ticket, "return", reason=cast.reason)
    mona = browse("mona")
    assert "陈思远" in mona.get("/dispatch/free").content.decode()
    page = mona.get("/dispatch/wrong-ways?days=7").content.decode()
    assert str(cast.reason) in page
    assert "100 %" in page
    assert f"#{ticket.pk}" in mona.get(f"/dispatch/placements?rule={made.pk}&outcome=returned").content.decode()
    assert f"#{ticket.pk}" not in mona.get("/dispatch/placements?rule=category").content.decode()
    assert mona.get(f"/dispatch/rules/{made.pk}/count").status_code == 200


@pytest.mark.parametrize(
    "address", ["rules/", "rules/new", "capacities/", "policy/", "free", "wrong-ways", "placements"]
)
def test_an_agent_finds_no_settings_of_dispatching(cast: Cast, browse: Browse, address: str) -> None:
    assert browse("amy").get(f"/dispatch/{address}").status_code == 403


def test_whoever_was_entered_twice_keeps_what_they_can_take_and_their_turn(cast: Cast) -> None:
    twin, second = (Person.objects.create(name=cast.sam.name, organisation=cast.group) for _turn in range(2))
    Capacity.objects.create(person=twin, most=3)
    Turns.objects.create(
        team=cast.network, served=9, last_json=f'{{"{twin.pk}":7,"{cast.sam.pk}":4,"{cast.lee.pk}":9}}'
    )
    merge(cast.actor("ada"), twin, into=cast.sam)
    assert Capacity.objects.get().person == cast.sam
    assert Turns.objects.get().last == {cast.sam.pk: 7, cast.lee.pk: 9}
    Capacity.objects.create(person=second, most=5)
    merge(cast.actor("ada"), second, into=cast.sam)
    assert [(one.person, one.most) for one in Capacity.objects.all()] == [(cast.sam, 3)]
