"""Administrators edit rules of the class, conditions, symptoms and tolerable waits; nonsense is refused in words."""

from collections.abc import Callable

import orjson
import pytest
from django.test import Client

from fuwutai.core.errors import Forbidden, Invalid
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.choices import Grade
from fuwutai.tickets.grading import tolerance
from fuwutai.tickets.models import GradeRule, Symptom, ToleranceCell
from fuwutai.tickets.services import grading

Browse = Callable[[str], Client]


def rule(**values: object) -> GradeRule:
    return GradeRule(**{"name_en": "Mail", "grade": Grade.URGENT, **values})


def where(field: str, op: str, value: object) -> str:
    return orjson.dumps({"all": [{"field": field, "op": op, "value": value}]}).decode()


def test_new_rule_holds_at_once(cast: Cast) -> None:
    grading.save_rule(cast.actor("ada"), rule(conditions_json=where("title", "contains", ["财务"])))
    assert cast.ticket(title="财务系统停了").grade == Grade.URGENT
    assert cast.ticket(title="鼠标坏了").grade == Grade.NORMAL


def test_rule_that_rests_holds_no_more(cast: Cast) -> None:
    saved = grading.save_rule(cast.actor("ada"), rule())
    assert cast.ticket().grade == Grade.URGENT
    saved.active = False
    grading.save_rule(cast.actor("ada"), saved)
    assert cast.ticket().grade == Grade.NORMAL


def test_new_rule_stands_last_and_two_can_not_share_a_place(cast: Cast) -> None:
    saved = grading.save_rule(cast.actor("ada"), rule())
    assert saved.position == max(GradeRule.objects.values_list("position", flat=True))
    with pytest.raises(Invalid) as refusal:
        grading.save_rule(cast.actor("ada"), rule(position=10))
    assert "position" in refusal.value.fields


def test_rule_can_not_look_at_what_follows_from_it(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        grading.save_rule(cast.actor("ada"), rule(conditions_json=where("grade", "in", ["major"])))
    assert "conditions_json" in refusal.value.fields


def test_agents_change_no_rules(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        grading.save_rule(cast.actor("amy"), rule())
    with pytest.raises(Forbidden):
        grading.set_tolerance(cast.actor("amy"), {})


@pytest.mark.parametrize("page", ["class-rules", "major-conditions", "symptoms", "tolerance", "class-rules/new"])
def test_pages_are_for_administrators(cast: Cast, browse: Browse, page: str) -> None:
    address = f"/tickets/settings/{page}" + ("" if page.endswith("new") else "/")
    assert browse("ada").get(address).status_code == 200
    assert browse("amy").get(address).status_code == 403


def test_tolerable_wait_is_set_as_a_table(cast: Cast, browse: Browse) -> None:
    client, crash = browse("ada"), Symptom.objects.get(name_en="Crash")
    context = client.get("/tickets/settings/tolerance/").content.decode()
    seen = context.split('name="seen" value="')[1].split('"')[0]
    client.post("/tickets/settings/tolerance/", {"seen": seen, f"cell-{crash.pk}-1": "5"})
    assert tolerance.table()[crash.pk, 1] == 5
    assert "5 " in client.get("/tickets/settings/tolerance/").content.decode().split("<del>10")[1]


@pytest.mark.parametrize("minutes", ["0", "-3", "soon", "99999"])
def test_wait_of_no_minutes_is_refused_and_kept_as_typed(cast: Cast, browse: Browse, minutes: str) -> None:
    client, crash = browse("ada"), Symptom.objects.get(name_en="Crash")
    seen = client.get("/tickets/settings/tolerance/").content.decode().split('name="seen" value="')[1].split('"')[0]
    answer = client.post("/tickets/settings/tolerance/", {"seen": seen, f"cell-{crash.pk}-1": minutes})
    assert (answer.status_code, ToleranceCell.objects.get(symptom=crash, service_class=1).minutes) == (422, 10)
    assert f'value="{minutes}"' in answer.content.decode()
