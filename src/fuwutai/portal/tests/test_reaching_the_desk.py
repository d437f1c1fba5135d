"""The head and foot of the portal tell by which number, and when, the reader's desk is reached."""

from collections.abc import Callable

import pytest
from django.test import Client

from fuwutai.people.models import Team
from fuwutai.portal.queries.reach import number_to_dial
from fuwutai.site.tests.calling import Program
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets.tests.pages import in_english, text_of

Browse = Callable[[str], Client]
Call = Callable[..., Program]


def reached(cast: Cast) -> None:
    desk = cast.desk
    desk.hotline, desk.hours_zh_hans, desk.hours_en = "内线 8000", "工作日 8:30 至 17:30", "Mon to Fri 8:30 to 17:30"
    desk.save()


def test_every_page_tells_number_and_hours_in_the_readers_language(cast: Cast, browse: Browse) -> None:
    reached(cast)
    client = browse("rita")
    for address in ("/portal/", "/portal/tickets", "/portal/report", "/notices/preferences"):
        answer = client.get(address)
        assert "内线 8000" in text_of(answer), address
        assert "工作日 8:30 至 17:30" in text_of(answer), address
        assert 'href="tel:8000"' in answer.content.decode(), address
    assert "Mon to Fri 8:30 to 17:30" in text_of(in_english(client).get("/portal/"))


def test_the_desk_of_another_company_is_not_theirs(cast: Cast, browse: Browse) -> None:
    reached(cast)
    assert "8000" not in text_of(browse("otto").get("/portal/"))


def test_a_subsidiary_is_told_the_nearest_desk(cast: Cast, browse: Browse) -> None:
    reached(cast)
    cast.elsewhere.parent = cast.group
    cast.elsewhere.save()
    cast.elsewhere.place()
    assert "内线 8000" in text_of(browse("otto").get("/portal/"))
    own = Team.objects.create(
        code="far", kind="desk", line=1, organisation=cast.elsewhere, name_zh_hans="远山服务台", hotline="9000"
    )
    assert "9000" in text_of(browse("otto").get("/portal/"))
    assert own.hours == ""


def test_without_a_number_nothing_is_offered(cast: Cast, browse: Browse) -> None:
    assert "tel:" not in browse("rita").get("/portal/").content.decode()


def test_somebody_who_cannot_sign_in_is_told_whom_to_call(cast: Cast, client: Client) -> None:
    reached(cast)
    page = client.get("/account/login/")
    assert "热线 内线 8000" in text_of(page)
    assert 'href="tel:8000"' in page.content.decode()


def test_of_several_desks_a_visitor_is_told_whose_number_it_is(cast: Cast, client: Client) -> None:
    reached(cast)
    Team.objects.create(
        code="far", kind="desk", line=1, organisation=cast.elsewhere, name_zh_hans="远山服务台", hotline="9000"
    )
    assert "远山服务台 9000" in text_of(client.get("/account/login/"))


def test_administrator_sets_it_on_the_page_of_the_desk(cast: Cast, browse: Browse) -> None:
    client, address = browse("ada"), f"/people/teams/{cast.desk.pk}"
    values = {
        "name_zh_hans": "总部服务台", "code": "desk", "kind": "desk", "line": "1", "cut_by": "function",
        "organisation": cast.group.pk, "lead": cast.mona.pk, "hotline": "8000", "hours_en": "Always",
    }  # fmt: skip
    assert client.post(address, {**values, "seen": _seen(client, address)}).status_code == 302
    cast.desk.refresh_from_db()
    assert (cast.desk.hotline, cast.desk.hours) == ("8000", "Always")
    refused = client.post(address, {**values, "hotline": "call us", "seen": _seen(client, address)})
    assert refused.status_code == 422


def _seen(client: Client, address: str) -> str:
    """What the form says it has shown."""
    return client.get(address).text.partition('name="seen" value="')[2].partition('"')[0]


def test_only_whoever_looks_after_teams_may(cast: Cast, browse: Browse) -> None:
    assert browse("rita").post(f"/people/teams/{cast.desk.pk}", {"hotline": "1"}).status_code in {403, 404}
    cast.desk.refresh_from_db()
    assert cast.desk.hotline == ""


def test_programs_read_and_set_it(cast: Cast, call: Call) -> None:
    answer = call("ada").patch(f"/teams/{cast.desk.pk}", {"hotline": "8001", "hours_en": "Always"})
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json()["hotline"] == "8001"


@pytest.mark.parametrize(
    ("said", "dialled"),
    [
        ("8000", "8000"),
        ("+86 21 5555-8000", "+862155558000"),
        ("内线 8000（24 小时）", "8000"),
        ("8000 (24 h)", "8000"),
    ],
)
def test_what_is_said_can_be_dialled(said: str, dialled: str) -> None:
    assert number_to_dial(said) == dialled
