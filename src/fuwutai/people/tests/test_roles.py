"""Roles, the permission table and who holds what (mission N3)."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.people import queries, services
from fuwutai.people.models import Holding, Role
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def role(key: str) -> Role:
    return Role.objects.get(key=key)


def ticks() -> set[str]:
    return {f"{one.pk}:{key}" for one, keys in queries.ticks().items() for key in keys}


def post_table(client: Client, *, before: set[str], after: set[str]) -> int:
    return client.post("/people/permissions/", {"before": " ".join(before), "tick": sorted(after)}).status_code


def test_a_tick_takes_effect_with_the_next_request(cast: Cast, browse: Browse) -> None:
    amy = browse("amy")
    assert amy.get("/people/teams/").status_code == 403
    before = ticks()
    assert post_table(browse("ada"), before=before, after=before | {f"{role('desk_agent').pk}:teams.edit"}) == 302
    assert amy.get("/people/teams/").status_code == 200
    assert post_table(browse("ada"), before=ticks(), after=before) == 302
    assert amy.get("/people/teams/").status_code == 403


def test_each_tick_is_kept_with_the_role_it_was_for(cast: Cast, browse: Browse) -> None:
    before = ticks()
    post_table(browse("ada"), before=before, after=before | {f"{role('auditor').pk}:people.edit"})
    change = ConfigurationChange.objects.get(subject="people.grants")
    assert (change.record, change.actor, change.changes) == (
        role("auditor").pk, cast.ada.pk, {"people.edit": [False, True]},
    )  # fmt: skip


def test_two_administrators_do_not_undo_each_other(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    shown = ticks()
    one, other = f"{role('auditor').pk}:people.edit", f"{role('executive').pk}:people.edit"
    post_table(ada, before=shown, after=shown | {one})
    post_table(ada, before=shown, after=shown | {other})
    assert {one, other} <= ticks()


def test_the_last_administrator_stays_one(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    before = ticks()
    assert post_table(ada, before=before, after=before - {f"{role('administrator').pk}:people.roles"}) == 409
    assert ticks() == before
    held = Holding.objects.get(person=cast.ada)
    for act in (
        lambda: services.take_role(cast.actor("ada"), held),
        lambda: services.close_account(cast.actor("ada"), cast.ada),
        lambda: services.set_person_active(cast.actor("ada"), cast.ada, active=False),
    ):
        with pytest.raises(Conflict):
            act()
    assert ada.get("/people/permissions/").status_code == 200


def test_an_administrator_who_is_not_the_last_may_leave(cast: Cast, browse: Browse) -> None:
    browse("ada")
    browse("mona")
    services.give_role(cast.actor("ada"), cast.mona, role=role("administrator"), organisation=None)
    services.take_role(cast.actor("ada"), Holding.objects.get(person=cast.ada))
    assert not cast.actor("ada").can("people.roles")


def test_a_role_of_ones_own_can_be_removed_once_nobody_holds_it(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    ada.post("/people/roles/new", {"name_zh_hans": "培训师", "name_en": "Trainer"})
    trainer = role("trainer")
    holding = services.give_role(cast.actor("ada"), cast.rita, role=trainer, organisation=cast.group)
    ada.post(f"/people/roles/{trainer.pk}/removal")
    assert Role.objects.filter(pk=trainer.pk).exists()
    services.take_role(cast.actor("ada"), holding)
    ada.post(f"/people/roles/{trainer.pk}/removal")
    assert not Role.objects.filter(pk=trainer.pk).exists()


def test_what_came_with_the_product_is_not_removed(cast: Cast, browse: Browse) -> None:
    browse("ada").post(f"/people/roles/{role('auditor').pk}/removal")
    with pytest.raises(Conflict):
        services.remove_role(cast.actor("ada"), role("auditor"))


def test_a_role_is_given_within_one_company_only(cast: Cast, browse: Browse) -> None:
    values = {"person": cast.rita.pk, "role": role("desk_agent").pk, "organisation": cast.elsewhere.pk}
    answer = browse("ada").post("/people/holders/new", values, headers={"hx-request": "true"})
    assert answer.status_code == 204
    actor = cast.actor("rita")
    assert actor.can("tickets.desk", within=cast.elsewhere.path)
    assert not actor.can("tickets.desk", within=cast.group.path)
    page = browse("ada").get(f"/people/holders/?role={role('desk_agent').pk}&q=钱立").content.decode()
    assert "钱立" in page
    assert "远山公司" in page


def test_no_role_is_given_by_not_choosing_one(cast: Cast, browse: Browse) -> None:
    answer = browse("ada").post("/people/holders/new", {"person": cast.rita.pk, "role": "", "organisation": ""})
    assert answer.status_code == 422
    assert not cast.rita.holdings.exists()


def test_who_gives_roles_in_one_company_gives_none_beyond_it(cast: Cast, browse: Browse) -> None:
    keeper = Role.objects.create(key="keeper", name_en="Keeper")
    services.set_grants(cast.actor("ada"), {keeper: {"people.roles", "workspace.enter"}})
    services.give_role(cast.actor("ada"), cast.tom, role=keeper, organisation=cast.elsewhere)
    tom = cast.actor("tom")
    services.give_role(tom, cast.otto, role=role("desk_agent"), organisation=cast.elsewhere)
    with pytest.raises(Forbidden):
        services.give_role(tom, cast.tom, role=role("administrator"), organisation=None)
    with pytest.raises(Forbidden):
        services.set_grants(tom, {keeper: {"people.roles"}})
    client = browse("tom")
    assert client.get("/people/permissions/").status_code == 403
    assert "奥托" in client.get("/people/holders/").content.decode()
    assert "林晚秋" not in client.get("/people/holders/").content.decode()
    amys = Holding.objects.get(person=cast.amy)
    assert client.post(f"/people/holders/{amys.pk}/end").status_code == 404


@pytest.mark.parametrize("tick", ["x:people.edit", "999999:people.edit", "::", "people.edit"])
def test_ticks_for_no_role_are_passed_over(cast: Cast, browse: Browse, tick: str) -> None:
    before = ticks()
    assert post_table(browse("ada"), before=before, after=before | {tick}) == 302
    assert ticks() == before


def test_a_permission_nobody_declared_is_refused(cast: Cast, browse: Browse) -> None:
    before = ticks()
    assert post_table(browse("ada"), before=before, after=before | {f"{role('auditor').pk}:fly"}) == 422
    with pytest.raises(Invalid):
        services.set_grants(cast.actor("ada"), {role("auditor"): {"fly"}})
    assert ticks() == before


@pytest.mark.parametrize(
    "address", ["/people/permissions/", "/people/roles/", "/people/holders/", "/people/holders/new"]
)
@pytest.mark.parametrize(("name", "status"), [("mona", 403), ("amy", 403), ("rita", 404), ("otto", 404), ("ada", 200)])
def test_who_may_edit_roles(cast: Cast, browse: Browse, address: str, name: str, status: int) -> None:
    assert browse(name).get(address).status_code == status


@pytest.mark.parametrize("name", ["mona", "amy", "rita", "otto"])
def test_nobody_else_ticks_or_gives(cast: Cast, browse: Browse, name: str) -> None:
    before = ticks()
    client = browse(name)
    post_table(client, before=set(), after={f"{role('desk_agent').pk}:people.roles"})
    client.post("/people/holders/new", {"person": cast.persons[name].pk, "role": role("administrator").pk})
    assert ticks() == before
    assert not Holding.objects.filter(role__key="administrator").exclude(person=cast.ada).exists()
