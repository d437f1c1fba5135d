"""A page that is refused leads on to where its reader wanted to go, and tells nothing that they may not know."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from fuwutai.site.tests.cast import PASSWORD, Cast

Browse = Callable[[str], Client]


def links_of(page: str) -> list[str]:
    """Where the buttons of the page lead."""
    return [re.findall(r' href="([^"]*)"', tag)[0] for tag in re.findall(r'<a [^>]*class="btn[^>]*>', page)]


@pytest.mark.parametrize(
    ("who", "address", "status", "nearest"),
    [
        ("amy", "/tickets/99999999", 404, "/tickets/all"),
        ("amy", "/tickets/nonsense", 404, "/tickets/all"),
        ("amy", "/workspace/views/99999", 404, "/workspace/views/"),
        ("ada", "/dispatch/rules/99999/edit", 404, "/dispatch/rules/"),
        ("amy", "/people/permissions/", 403, "/people/persons/"),
        ("amy", "/portal/tickets/99999999", 404, "/portal/tickets"),
        ("rita", "/portal/tickets/99999999", 404, "/portal/tickets"),
        ("rita", "/tickets/99999999", 404, "/portal/tickets"),
        ("rita", "/nonsense", 404, "/portal/tickets"),
    ],
)
def test_refused_page_leads_to_the_nearest_one(
    cast: Cast, browse: Browse, who: str, address: str, status: int, nearest: str
) -> None:
    client = browse(who)
    answer = client.get(address)
    assert (answer.status_code, links_of(answer.content.decode())[0]) == (status, nearest)
    assert client.get(nearest).status_code == 200


def test_whoever_is_sent_the_address_of_the_desk_finds_their_own_ticket_only(cast: Cast, browse: Browse) -> None:
    own, other = cast.ticket(), cast.ticket(by="otto")
    rita = browse("rita")
    assert links_of(rita.get(f"/tickets/{own.pk}").content.decode())[0] == f"/portal/tickets/{own.pk}"
    pages = [rita.get(f"/tickets/{number}").content.decode() for number in (other.pk, other.pk + 999)]
    masked = [re.sub(r"98\d+|[A-Za-z0-9]{64}", "", page) for page in pages]
    assert masked[0] == masked[1]


def test_visitors_are_led_to_sign_in_and_told_nothing_of_menus(cast: Cast, client: Client) -> None:
    assert links_of(client.get("/nonsense").content.decode()) == ["/"]


def test_form_of_an_old_page_is_refused_with_a_way_back(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"referer": "http://testserver/account/login/?next=/portal/"})
    browser.get("/account/login/")
    sent = {"login": "rita", "password": PASSWORD}
    answer = browser.post("/account/login/", sent)
    assert (answer.status_code, links_of(answer.content.decode())[0]) == (403, "/account/login/?next=/portal/")
    # A piece of a page stays as it is, with what was written in it.
    with translation.override("en"):
        told = browser.post("/account/login/", sent, headers={"hx-request": "true"})
    assert (told.status_code, told.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    "referer", ["https://evil.example/x", "http://testserver//evil.example", "javascript:alert(1)"]
)
def test_way_back_never_leaves_the_site(cast: Cast, referer: str) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"referer": referer})
    assert links_of(browser.post("/account/login/", {}).content.decode()) == ["/"]
