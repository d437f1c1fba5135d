"""Organisations, departments and sites are kept up on pages that are declared, not written."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Forbidden, Invalid
from fuwutai.people import services
from fuwutai.people.models import Department, Organisation, Role
from fuwutai.site.tests.cast import Cast

Browse = Callable[[str], Client]
HTMX = {"hx-request": "true"}


def department(cast: Cast, **values: object) -> dict[str, object]:
    return {"name_zh_hans": "核算科", "organisation": cast.group.pk, "parent": "", "code": "", **values}


def test_a_department_is_added_in_a_sheet(cast: Cast, browse: Browse) -> None:
    answer = browse("ada").post("/people/departments/new", department(cast, parent=cast.finance.pk), headers=HTMX)
    assert answer.status_code == 204
    assert "settings-changed" in answer.headers["HX-Trigger"]
    made = Department.objects.get(name_zh_hans="核算科")
    assert made.path == f"{cast.finance.path}{made.pk}/"


def test_without_a_script_it_is_a_page_that_leads_back(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    assert "财务部" in ada.get(f"/people/departments/{cast.finance.pk}").content.decode()
    answer = ada.post("/people/departments/new", department(cast), follow=True)
    assert answer.redirect_chain == [("/people/departments/", 302)]
    assert "核算科" in answer.content.decode()


def test_what_changed_is_kept_with_old_and_new(cast: Cast, browse: Browse) -> None:
    seen = _seen(browse("ada").get(f"/people/departments/{cast.finance.pk}").content.decode())
    values = department(cast, name_zh_hans="财务资产部", code="fin", seen=seen)
    browse("ada").post(f"/people/departments/{cast.finance.pk}", values)
    change = ConfigurationChange.objects.get(subject="people.department", record=cast.finance.pk)
    assert (change.actor, change.actor_name) == (cast.ada.pk, "赵一鸣")
    assert change.changes == {"name_zh_hans": ["财务部", "财务资产部"], "name_en": ["Finance", ""]}


def test_saving_what_was_there_leaves_no_trace(cast: Cast) -> None:
    services.save_department(cast.actor("ada"), cast.finance)
    assert not ConfigurationChange.objects.exists()


def test_somebody_who_was_slower_is_told_and_can_save_again(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    address = f"/people/departments/{cast.finance.pk}"
    stale = _seen(ada.get(address).content.decode())
    Department.objects.filter(pk=cast.finance.pk).update(name_en="Finance and assets")
    refused = ada.post(address, department(cast, name_zh_hans="财务", code="fin", seen=stale))
    assert refused.status_code == 409
    fresh = _seen(refused.content.decode())
    assert fresh != stale
    assert ada.post(address, department(cast, name_zh_hans="财务", code="fin", seen=fresh)).status_code == 302


def test_a_record_needs_a_name_in_some_language(cast: Cast, browse: Browse) -> None:
    answer = browse("ada").post("/people/departments/new", department(cast, name_zh_hans=" "), headers=HTMX)
    assert answer.status_code == 422
    assert Department.objects.count() == 1


def test_a_department_cannot_be_part_of_itself_or_of_another_company(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    inner = services.save_department(
        cast.actor("ada"), Department(name_zh_hans="核算科", organisation=cast.group, parent=cast.finance)
    )
    for parent, organisation in ((inner.pk, cast.group.pk), (cast.finance.pk, cast.elsewhere.pk)):
        target = cast.finance.pk if parent == inner.pk else inner.pk
        seen = _seen(ada.get(f"/people/departments/{target}").content.decode())
        values = department(cast, parent=parent, organisation=organisation, seen=seen)
        assert ada.post(f"/people/departments/{target}", values).status_code == 422
    cast.finance.refresh_from_db()
    assert cast.finance.parent is None


def test_put_out_of_use_and_back(cast: Cast, browse: Browse) -> None:
    ada = browse("ada")
    address = f"/people/departments/{cast.finance.pk}/use"
    ada.post(address, {"active": "no"}, follow=True)
    assert "财务部" not in ada.get("/people/departments/").content.decode()
    assert "财务部" in ada.get("/people/departments/?active=no").content.decode()
    ada.post(address, {"active": "yes"})
    cast.finance.refresh_from_db()
    assert cast.finance.active


def test_what_still_contains_something_stays_in_use(cast: Cast, browse: Browse) -> None:
    services.save_department(
        cast.actor("ada"), Department(name_zh_hans="核算科", organisation=cast.group, parent=cast.finance)
    )
    answer = browse("ada").post(f"/people/departments/{cast.finance.pk}/use", {"active": "no"}, follow=True)
    assert "核算科" in answer.content.decode()
    cast.finance.refresh_from_db()
    assert cast.finance.active


def test_the_search_names_what_contains_the_find(cast: Cast, browse: Browse) -> None:
    services.save_department(
        cast.actor("ada"), Department(name_zh_hans="核算科", organisation=cast.group, parent=cast.finance)
    )
    page = browse("ada").get("/people/departments/?q=核算").content.decode()
    assert "核算科" in page
    assert '<span class="fw-meta d-block">财务部</span>' in page
    assert "没有" in browse("ada").get("/people/departments/?q=不存在").content.decode()


def test_a_mail_domain_belongs_to_one_organisation(cast: Cast, browse: Browse) -> None:
    values = {
        "name_zh_hans": "新公司", "code": "new", "language": "en", "time_zone": "Asia/Hong_Kong", "country": "HK",
        "mail_domains": "@Lanjiang.example new.example", "parent": "",
    }  # fmt: skip
    ada = browse("ada")
    assert ada.post("/people/organisations/new", values).status_code == 422
    assert (
        ada.post("/people/organisations/new", values | {"mail_domains": "@New.Example, b.example"}).status_code == 302
    )
    assert Organisation.objects.get(code="new").mail_domains == "b.example new.example"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Olympus"),
        ("country", "XX"),
        ("code", "with space"),
        ("code", "group"),
        ("mail_domains", "a b"),
    ],
)
def test_odd_values_are_refused_at_their_field(cast: Cast, browse: Browse, field: str, value: str) -> None:
    values = {"name_zh_hans": "新", "code": "new", "language": "en", "time_zone": "UTC", "country": "CN", field: value}
    answer = browse("ada").post("/people/organisations/new", values, headers=HTMX)
    assert answer.status_code == 422
    assert Organisation.objects.count() == 2


PAGES = ("/people/organisations/", "/people/departments/", "/people/sites/", "/people/departments/new")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("name", "status"), [("amy", 403), ("mona", 403), ("rita", 404), ("otto", 404), ("ada", 200)])
def test_who_may_change_the_structure(cast: Cast, browse: Browse, address: str, name: str, status: int) -> None:
    assert browse(name).get(address).status_code == status


def test_visitors_sign_in_first(cast: Cast, client: Client) -> None:
    assert client.get("/people/departments/").headers["Location"].startswith("/account/login/")
    assert client.get("/people/departments/", headers=HTMX).status_code == 401


def test_a_right_within_one_company_ends_there(cast: Cast, browse: Browse) -> None:
    services.hold_role(cast.sam, role=Role.objects.get(key="process_owner"), organisation=cast.elsewhere)
    sam = browse("sam")
    assert "财务部" not in sam.get("/people/departments/").content.decode()
    assert sam.get(f"/people/departments/{cast.finance.pk}").status_code == 404
    assert sam.post("/people/departments/new", department(cast)).status_code == 422
    assert sam.get("/tickets/settings/categories/").status_code == 403


def test_nothing_is_taken_over_from_another_company(cast: Cast) -> None:
    services.hold_role(cast.sam, role=Role.objects.get(key="process_owner"), organisation=cast.elsewhere)
    cast.finance.organisation = cast.elsewhere
    with pytest.raises(Forbidden):
        services.save_department(cast.actor("sam"), cast.finance)


def _seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_tree_ends_before_its_paths_do(cast: Cast) -> None:
    def dig(above: Department) -> None:
        inner = Department(name_en="Deeper", organisation=cast.group, parent=above)
        dig(services.save_department(cast.actor("ada"), inner))

    with pytest.raises(Invalid):
        dig(cast.finance)
    assert max(len(path) for path in Department.objects.values_list("path", flat=True)) <= 200


@pytest.mark.parametrize("number", ["999999", "9" * 30, "0"])
def test_an_address_of_nothing_is_not_found(cast: Cast, browse: Browse, number: str) -> None:
    ada = browse("ada")
    for address in ("/people/departments/", "/people/persons/", "/people/teams/", "/people/imports/"):
        assert ada.get(f"{address}{number}").status_code == 404
