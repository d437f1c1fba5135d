"""People and what groups them, entered and changed by program; the pages would refuse the same."""

from collections.abc import Callable
from typing import Any

import pytest

from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.people.models import Person, Role, Team
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast

Call = Callable[..., Program]


def refused(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.content.decode()
    return [error["field"] for error in answer.json()["errors"]]


def test_person_is_entered_found_and_changed(cast: Cast, call: Call) -> None:
    ada = call("ada")
    addresses = [
        {"kind": "email", "value": "Xin.Ren@lanjiang.example"},
        {"kind": "mobile", "value": "+86 138 0000 0000"},
        {"kind": "mobile", "value": "139 0000 0000"},
    ]
    body = {"name": "新人", "organisation": cast.group.pk, "department": cast.finance.pk, "addresses": addresses}
    made = ada.post("/persons", body)
    assert made.status_code == 201
    person = made.json()
    assert [address["value"] for address in person["addresses"]] == [address["value"] for address in addresses]
    assert [row["id"] for row in ada.get("/persons", text="13800000000").json()["items"]] == [person["id"]]

    changed = ada.patch(f"/persons/{person['id']}", {"title": "会计", "level": "vip"}).json()
    assert (changed["title"], changed["level"], len(changed["addresses"])) == ("会计", "vip", 3)
    assert ConfigurationChange.objects.filter(subject="people.person", record=person["id"]).count() == 2


def test_somebody_leaves(cast: Cast, call: Call) -> None:
    assert call("ada").patch(f"/persons/{cast.rita.pk}", {"active": False}).json()["active"] is False
    assert call("amy").get("/persons", text="钱立").json()["items"] == []


def test_mail_address_belongs_to_one_person(cast: Cast, call: Call) -> None:
    body = {
        "name": "新人",
        "organisation": cast.group.pk,
        "addresses": [{"kind": "email", "value": "rita@lanjiang.example"}],
    }
    assert refused(call("ada").post("/persons", body)) == ["addresses"]
    assert not Person.objects.filter(name="新人").exists()


@pytest.mark.parametrize(
    ("body", "wrong"),
    [({"name": ""}, "name"), ({"organisation": 999}, "organisation"), ({"level": "king"}, "level"), ({"x": 1}, "x")],
)
def test_field_of_a_person_that_can_not_be_taken_is_named(cast: Cast, call: Call, body: Any, wrong: str) -> None:
    assert refused(call("ada").patch(f"/persons/{cast.kay.pk}", body)) == [wrong]


def test_sign_in_is_given_and_ended(cast: Cast, call: Call) -> None:
    ada = call("ada")
    assert ada.put(f"/persons/{cast.kay.pk}/account", {"username": "kay"}).json()["is_active"] is True
    assert ada.delete(f"/persons/{cast.kay.pk}/account").status_code == 204


def test_team_gets_its_members(cast: Cast, call: Call) -> None:
    mona = call("mona")
    body = {"name_en": "Printers", "code": "printers", "organisation": cast.group.pk}
    team = mona.post("/teams", body).json()
    assert (team["kind"], team["line"], team["cut_by"]) == ("group", 2, "function")
    members = mona.put(f"/teams/{team['id']}/members", {"persons": [cast.sam.pk, cast.lee.pk]}).json()
    assert {member["id"] for member in members} == {cast.sam.pk, cast.lee.pk}
    assert mona.patch(f"/teams/{team['id']}", {"active": False}).json()["active"] is False
    assert Team.objects.get(pk=team["id"]).members.count() == 2


def test_setting_needs_a_name_in_one_language(cast: Cast, call: Call) -> None:
    assert refused(call("ada").post("/sites", {"organisation": cast.group.pk})) == ["name_zh_hans"]


def test_node_can_not_be_part_of_itself(cast: Cast, call: Call) -> None:
    assert refused(call("ada").patch(f"/organisations/{cast.group.pk}", {"parent": cast.group.pk})) == ["parent"]


def test_role_of_ones_own_making(cast: Cast, call: Call) -> None:
    ada = call("ada")
    role = ada.post("/roles", {"name_en": "Guest agent"}).json()
    assert role["key"] == "guest_agent"
    grants = ada.put(f"/roles/{role['id']}/grants", {"permissions": ["workspace.enter"]}).json()
    assert grants == ada.get(f"/roles/{role['id']}/grants").json() == {"permissions": ["workspace.enter"]}
    held = ada.post("/role-holdings", {"person": cast.kay.pk, "role": role["id"], "organisation": cast.group.pk}).json()
    assert ada.delete(f"/roles/{role['id']}").status_code == 409
    assert ada.delete(f"/role-holdings/{held['id']}").status_code == 204
    assert ada.delete(f"/roles/{role['id']}").status_code == 204


def test_last_administrator_is_not_locked_out(cast: Cast, call: Call) -> None:
    ada = call("ada")
    ada.put(f"/persons/{cast.ada.pk}/account", {"username": "ada"})
    administrator = Role.objects.get(key="administrator")
    assert ada.put(f"/roles/{administrator.pk}/grants", {"permissions": []}).status_code == 409
    assert ada.patch(f"/persons/{cast.ada.pk}", {"active": False}).status_code == 409
