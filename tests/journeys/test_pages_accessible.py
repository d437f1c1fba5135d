"""Everybody can use every main page: nothing serious for axe, no error in the console, no sideways scrolling."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.people import Agent, Requester, Visitor

pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}

ANYBODY = ("/account/login/", "/account/password/reset/")
AT_THE_DESK = (
    "/tickets/mine", "/tickets/all", "/tickets/pool", "/tickets/new", "/tickets/{number}",
    "/tickets/{number}/resolution", "/tickets/{number}/classification", "/tickets/lifecycle/",
    "/people/me", "/people/tokens", "/notices/", "/notices/preferences", "/people/persons/",
)  # fmt: skip
FOR_ADMINISTRATORS = (
    "/tickets/settings/priorities/", "/tickets/settings/categories/", "/tickets/settings/policy",
    "/people/permissions/", "/people/teams/", "/people/holders/", "/people/organisations/", "/channels/mailboxes/",
    "/channels/mailboxes/new", "/channels/contacts/", "/notices/undelivered/", "/system/jobs/", "/system/changes/",
)  # fmt: skip
AT_THE_PORTAL = (
    "/portal/",
    "/portal/report?kind=incident",
    "/portal/tickets",
    "/portal/tickets/{number}",
    "/people/me",
)

Look = Callable[[Page], list[str]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(at_browser: Callable[..., Any], number: int, scheme: str) -> None:
    assert dict(findings(at_browser, number, serious, color_scheme=scheme)) == {}


def test_no_page_scrolls_sideways_on_a_phone(at_browser: Callable[..., Any], number: int) -> None:
    assert dict(findings(at_browser, number, too_wide, viewport=PHONE)) == {}


@pytest.fixture
def number(at_browser: Callable[..., Any]) -> int:
    """A ticket on which something has happened."""
    rita, amy = at_browser(Requester, "rita"), at_browser(Agent, "amy")
    reported: int = rita.reports("财务系统打开很慢")
    amy.claims(reported)
    amy.replies(reported, "我们正在查。")
    return reported


def findings(
    at_browser: Callable[..., Any], number: int, look: Look, **context: object
) -> Iterator[tuple[str, list[str]]]:
    """Whatever somebody who looks at every page with these eyes finds, by address."""
    for who, name, addresses in (
        (Visitor, "", ANYBODY), (Agent, "amy", AT_THE_DESK), (Agent, "ada", FOR_ADMINISTRATORS),
        (Requester, "rita", AT_THE_PORTAL),
    ):  # fmt: skip
        person = at_browser(who, name, **context)
        for address in addresses:
            person.opens_page(address.format(number=number))
            person.is_ready()
            found = look(person.page)
            if found:
                yield address, found


def serious(page: Page) -> list[str]:
    response = Axe().run(page).response
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]} ({len(each['nodes'])})"
        for each in response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def too_wide(page: Page) -> list[str]:
    """What makes the page wider than the screen; tables may scroll inside a frame of their own."""
    found: list[str] = page.evaluate(
        """() => {
          const frames = [document.documentElement, ...document.querySelectorAll("main, .fw-scroll")];
          if (frames.every((frame) => frame.scrollWidth <= frame.clientWidth)) return [];
          const isFramed = (element) => element.closest(".fw-frame, [data-framed], .table-responsive");
          const wide = [...document.querySelectorAll("main *")].filter(
            (element) => element.getBoundingClientRect().right > innerWidth + 1 && !isFramed(element));
          return wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 150));
        }"""
    )
    return found
