"""Desks and groups, and who is in them (mission A3)."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Forbidden
from fuwutai.people import services
from fuwutai.people.models import Role, Team
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]


def values(cast: Cast, **other: object) -> dict[str, object]:
    return {
        "name_zh_hans": "应用组", "code": "apps", "kind": "group", "line": 2, "cut_by": "function",
        "organisation": cast.group.pk, "lead": cast.sam.pk, "email": "", **other,
    }  # fmt: skip


def test_a_team_is_added_and_its_page_opens(cast: Cast, browse: Browse) -> None:
    answer = browse("mona").post("/people/teams/new", values(cast), headers={"hx-request": "true"})
    made = Team.objects.get(code="apps")
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/people/teams/{made.pk}")
    assert made.lead == cast.sam


def test_somebody_comes_and_somebody_goes(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    address = f"/people/teams/{cast.network.pk}/members"
    assert "何佳" in mona.post(address, {"person": cast.ben.pk}).content.decode()
    mona.post(address, {"leaver": cast.lee.pk})
    assert set(cast.network.members.all()) == {cast.sam, cast.ben}
    newest = ConfigurationChange.objects.filter(record=cast.network.pk)[0]
    assert newest.changes["members"] == [["何佳", "吴桐", "陈思远"], ["何佳", "陈思远"]]


def test_a_new_member_sees_the_teams_tickets_at_once(cast: Cast) -> None:
    services.set_members(cast.actor("mona"), cast.network, persons=[cast.ben])
    assert cast.network.pk in cast.actor("ben").team_ids
    assert cast.network.pk not in cast.actor("sam").team_ids


def test_what_changed_on_a_team_stands_on_its_page(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    page = mona.get(f"/people/teams/{cast.network.pk}").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = mona.post(f"/people/teams/{cast.network.pk}", values(cast, code="network", line=3, seen=seen), follow=True)
    assert "<del>网络组</del>" in answer.content.decode()
    cast.network.refresh_from_db()
    assert cast.network.line == 3


def test_two_teams_do_not_share_a_code(cast: Cast, browse: Browse) -> None:
    answer = browse("mona").post("/people/teams/new", values(cast, code="network"))
    assert answer.status_code == 422
    assert not Team.objects.filter(name_zh_hans="应用组").exists()


@pytest.mark.parametrize("person", ["0", "999999", "abc", "9" * 30, "-1"])
def test_a_member_that_does_not_exist_changes_nothing(cast: Cast, browse: Browse, person: str) -> None:
    answer = browse("mona").post(f"/people/teams/{cast.network.pk}/members", {"person": person})
    assert answer.status_code in {200, 404}
    assert cast.network.members.count() == 2


@pytest.mark.parametrize(("name", "status"), [("amy", 403), ("sam", 403), ("rita", 404), ("otto", 404), ("mona", 200)])
def test_who_may_change_teams(cast: Cast, browse: Browse, name: str, status: int) -> None:
    client = browse(name)
    assert client.get("/people/teams/").status_code == status
    assert client.get(f"/people/teams/{cast.network.pk}").status_code == status
    before = cast.network.members.count()
    client.post(f"/people/teams/{cast.network.pk}/members", {"leaver": cast.sam.pk})
    assert cast.network.members.count() == (before - 1 if status == 200 else before)


def test_a_manager_elsewhere_does_not_reach_our_teams(cast: Cast, browse: Browse) -> None:
    services.hold_role(cast.tom, role=Role.objects.get(key="desk_manager"), organisation=cast.elsewhere)
    assert browse("tom").get(f"/people/teams/{cast.network.pk}").status_code == 404
    with pytest.raises(Forbidden):
        services.set_members(cast.actor("tom"), cast.network, persons=[])
    cast.network.organisation = cast.elsewhere
    with pytest.raises(Forbidden):
        services.save_team(cast.actor("tom"), cast.network)
