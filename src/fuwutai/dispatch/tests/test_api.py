"""Everything that the pages of dispatching do, by program."""

from collections.abc import Callable

import pytest

from fuwutai.dispatch.models import Capacity, DispatchRule
from fuwutai.dispatch.tests.rules import row, rule, run, stand
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]


def test_rules_are_listed_added_and_changed(cast: Cast, call: Call) -> None:
    mona = call("mona")
    body = {"name_en": "VPN", "team": cast.network.pk, "way": "least_loaded"}
    added = mona.post(
        "/dispatch-rules", body | {"conditions_json": '{"all":[{"field":"priority","op":"in","value":[1]}]}'}
    )
    assert (added.status_code, added.json()["team"]["id"]) == (201, cast.network.pk)
    address = f"/dispatch-rules/{added.json()['id']}"
    assert mona.patch(address, {"way": "skill"}).status_code == 422
    assert mona.patch(address, {"active": False}).json()["active"] is False
    assert [one["name_en"] for one in mona.get("/dispatch-rules").json()["items"]] == ["VPN"]
    assert call("amy").get("/dispatch-rules").status_code == 403


def test_capacities_and_the_policy(cast: Cast, call: Call) -> None:
    mona = call("mona")
    added = mona.post("/capacities", {"person": cast.sam.pk, "most": 2})
    assert (added.status_code, added.json()["person"]["name"]) == (201, "陈思远")
    assert mona.delete(f"/capacities/{added.json()['id']}").status_code == 204
    assert not Capacity.objects.exists()
    assert mona.patch("/dispatch-policy", {"hands_back": True}).json()["hands_back"] is True
    assert mona.get("/dispatch-policy").json()["warn_after"] == 240


def test_a_set_of_rules_is_tried_and_read_page_by_page(cast: Cast, call: Call) -> None:
    for _turn in range(3):
        cast.ticket()
    mona = call("mona")
    asked = mona.post("/dispatch-trials", {"days": 7, "rules": [{"team": cast.network.pk}]})
    assert (asked.status_code, asked.json()["state"]) == (202, "working")
    run()
    address = f"/dispatch-trials/{asked.json()['id']}"
    done = mona.get(address).json()
    assert (done["state"], done["seen"], done["flows"][0]["tried"]["id"]) == ("done", 3, cast.network.pk)
    first = mona.get(f"{address}/tickets", limit=2).json()
    assert len(first["items"]) == 2
    assert len(mona.get(first["next"]).json()["items"]) == 1
    assert call("ada").get(address).status_code == 404
    assert not DispatchRule.objects.exists()


@pytest.mark.parametrize("wrong", [{"team": 999999}, {"team": 1, "conditions_json": "{"}])
def test_rules_that_are_none_are_not_tried(cast: Cast, call: Call, wrong: dict[str, object]) -> None:
    assert call("mona").post("/dispatch-trials", {"rules": [wrong]}).status_code == 422


def test_who_is_free_and_what_came_back(cast: Cast, call: Call) -> None:
    stand(cast.network, cast.sam)
    made = rule(cast.network)
    below = rule(cast.supplier, row("channel", "in", ["web"]))
    ticket = cast.ticket()
    run()
    cast.act("sam", ticket, "return", reason=cast.reason)
    mona = call("mona")
    [group] = mona.get("/free", team=cast.network.pk).json()
    assert {one["name"]: one["is_free"] for one in group["people"]} == {"陈思远": True, "吴桐": False}
    [outcome] = mona.get("/dispatch-outcomes", days=7).json()
    assert (outcome["rule"]["id"], outcome["returned"], outcome["reasons"][0]["number"]) == (made.pk, 1, 1)
    [placement] = mona.get("/placements", outcome="returned", rule=made.pk).json()["items"]
    assert (placement["ticket_id"], placement["reason"]["id"]) == (ticket.pk, cast.reason.pk)
    assert [one["rule"]["id"] for one in mona.get("/dispatch-doubts").json()] == [below.pk]
