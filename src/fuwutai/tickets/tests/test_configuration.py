"""What administrators set up for tickets takes effect at once, and leaves a trace (mission C2, C6)."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Forbidden, Invalid
from fuwutai.files.models import Policy as FilePolicy
from fuwutai.people import services as people
from fuwutai.people.models import Role
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import permissions, queries
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.models import Category, Policy, ResolutionCode, ReturnReason
from fuwutai.tickets.services import configuration

Browse = Callable[[str], Client]
TABLE = {(1, 1): 1, (1, 2): 2, (1, 3): 3, (2, 1): 2, (2, 2): 3, (2, 3): 4, (3, 1): 3, (3, 2): 4, (3, 3): 4}


def posted(table: dict[tuple[int, int], int], page: str) -> dict[str, object]:
    cells = {f"cell-{impact}-{urgency}": priority for (impact, urgency), priority in table.items()}
    return {**cells, "seen": page.split('name="seen" value="')[1].split('"')[0]}


def test_a_new_ticket_gets_its_priority_by_the_changed_table(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    page = mona.get("/tickets/settings/priorities/").content.decode()
    answer = mona.post("/tickets/settings/priorities/", posted(TABLE | {(3, 2): 1}, page), follow=True)
    assert "<del>P4</del><ins>P1</ins>" in answer.content.decode()
    assert cast.ticket().priority == 1
    change = ConfigurationChange.objects.get(subject="tickets.priorities")
    assert (change.actor, change.changes) == (cast.mona.pk, {"3.2": [4, 1]})


def test_a_table_that_somebody_else_changed_is_not_overwritten(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    page = mona.get("/tickets/settings/priorities/").content.decode()
    configuration.set_priorities(cast.actor("ada"), {(1, 1): 2})
    answer = mona.post("/tickets/settings/priorities/", posted(TABLE | {(3, 3): 5}, page))
    assert answer.status_code == 409
    assert 'value="5" data-level="5" selected' in answer.content.decode()
    assert queries.priorities()[3, 3] == 4


@pytest.mark.parametrize("value", ["0", "6", "99", "x", "-1"])
def test_a_priority_that_is_none_changes_nothing(cast: Cast, browse: Browse, value: str) -> None:
    mona = browse("mona")
    page = mona.get("/tickets/settings/priorities/").content.decode()
    mona.post("/tickets/settings/priorities/", posted(TABLE, page) | {"cell-1-1": value})
    assert queries.priorities() == TABLE


def test_a_cell_that_does_not_exist_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid):
        configuration.set_priorities(cast.actor("ada"), {(4, 1): 1})


def test_the_tree_shows_who_solves_what_and_what_is_inherited(cast: Cast, browse: Browse) -> None:
    ada = cast.actor("ada")
    cast.category.team = cast.network
    configuration.save_category(ada, cast.category)
    configuration.save_category(ada, Category(name_zh_hans="无线", parent=cast.category))
    configuration.save_category(ada, Category(name_zh_hans="专线", parent=cast.category, team=cast.supplier))
    page = browse("mona").get("/tickets/settings/categories/").content.decode()
    rows = page.split("<tbody>")[1].split("</tr>")
    inherited = next(row for row in rows if "无线" in row)
    assert 'data-depth="1"' in inherited
    assert "网络组" in inherited
    assert "设备供应商" in next(row for row in rows if "专线" in row)


def test_a_category_out_of_use_can_not_be_chosen_any_more(cast: Cast, browse: Browse) -> None:
    browse("mona").post(f"/tickets/settings/categories/{cast.category.pk}/use", {"active": "no"})
    ticket = cast.act("amy", cast.ticket(), "claim")
    verb = permissions.verb_of(ticket, "classify")
    form = VerbForm(verb, ticket, cast.actor("amy"), {"category": cast.category.pk})
    assert "category" in form.errors


def test_reasons_stand_in_the_order_that_was_chosen(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    first, second = ReturnReason.objects.all()[:2]
    answer = mona.post(f"/tickets/settings/return-reasons/{second.pk}/order", {"step": "up"})
    assert answer.headers["HX-Trigger"] == "settings-changed"
    assert list(ReturnReason.objects.all()[:2]) == [second, first]
    mona.post(f"/tickets/settings/return-reasons/{second.pk}/order", {"step": "up"})
    assert ReturnReason.objects.all()[0] == second


@pytest.mark.parametrize(("name", "model"), [("return-reasons", ReturnReason), ("resolution-codes", ResolutionCode)])
def test_lists_are_added_to(cast: Cast, browse: Browse, name: str, model: type[ReturnReason]) -> None:
    values = {"name_zh_hans": "新的", "name_en": "New one"}
    assert browse("mona").post(f"/tickets/settings/{name}/new", values).status_code == 302
    assert model.objects.filter(name_en="New one", active=True).exists()


def test_how_long_to_wait_is_changed_with_a_trace(cast: Cast, browse: Browse) -> None:
    mona = browse("mona")
    page = mona.get("/tickets/settings/policy/").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = mona.post("/tickets/settings/policy/", {"remind_after_days": 3, "close_after_days": 7, "seen": seen})
    assert answer.status_code == 302
    assert Policy.objects.get().close_after_days == 7
    assert ConfigurationChange.objects.get(subject="tickets.policy").changes["close_after_days"] == [5, 7]


@pytest.mark.parametrize(("remind", "close"), [(5, 5), (6, 2), (0, 5), (2, 9999), ("x", 5), ("", "")])
def test_a_policy_that_makes_no_sense_is_refused(cast: Cast, browse: Browse, remind: object, close: object) -> None:
    mona = browse("mona")
    seen = mona.get("/tickets/settings/policy/").content.decode().split('name="seen" value="')[1].split('"')[0]
    values = {"remind_after_days": remind, "close_after_days": close, "seen": seen}
    assert mona.post("/tickets/settings/policy/", values).status_code == 422
    assert Policy.objects.get().close_after_days == 5


def test_what_may_be_attached_is_changed(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    seen = ada.get("/files/policy/").content.decode().split('name="seen" value="')[1].split('"')[0]
    ada.post(
        "/files/policy/", {"most_megabytes": 10, "most_files": 5, "blocked_endings": ".EXE, *.bat;exe", "seen": seen}
    )
    policy = FilePolicy.objects.get()
    assert (policy.most_megabytes, policy.blocked_endings) == (10, "exe bat")


PAGES = (
    "/tickets/settings/priorities/", "/tickets/settings/categories/", "/tickets/settings/return-reasons/",
    "/tickets/settings/resolution-codes/", "/tickets/settings/policy/",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("name", "status"), [("amy", 403), ("sam", 403), ("rita", 404), ("otto", 404), ("mona", 200)])
def test_who_may_set_up_tickets(cast: Cast, browse: Browse, address: str, name: str, status: int) -> None:
    assert browse(name).get(address).status_code == status


def test_what_holds_for_all_is_not_changed_by_a_manager_of_one(cast: Cast, browse: Browse) -> None:
    people.hold_role(cast.tom, role=Role.objects.get(key="desk_manager"), organisation=cast.elsewhere)
    assert browse("tom").get("/tickets/settings/priorities/").status_code == 403
    with pytest.raises(Forbidden):
        configuration.set_priorities(cast.actor("tom"), {(1, 1): 5})
    with pytest.raises(Forbidden):
        configuration.save_category(cast.actor("tom"), Category(name_en="Mine"))
