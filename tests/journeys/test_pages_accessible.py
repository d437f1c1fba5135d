"""Everybody can use every main page: nothing serious for axe, no error in the console, no sideways scrolling."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.people import DESKTOP, Agent, Requester, Visitor

pytestmark = pytest.mark.journey
PHONE = {"width": 390, "height": 844}

WHO_SEES_WHAT = {
    "anybody": (Visitor, "", ("/account/login/", "/account/password/reset/")),
    "agent": (Agent, "amy", (
        "/tickets/mine", "/tickets/all", "/tickets/pool", "/tickets/new", "/tickets/{number}",
        "/tickets/{number}/resolution", "/tickets/{number}/classification", "/tickets/lifecycle/",
        "/people/me", "/people/tokens", "/notices/", "/notices/preferences", "/people/persons/",
    )),
    "administrator": (Agent, "ada", (
        "/tickets/settings/priorities/", "/tickets/settings/categories/", "/people/permissions/", "/people/teams/",
        "/people/holders/", "/people/organisations/", "/channels/mailboxes/", "/channels/mailboxes/new",
        "/channels/contacts/", "/notices/undelivered/", "/system/jobs/", "/system/changes/",
    )),
    "requester": (Requester, "rita", (
        "/portal/", "/portal/report?kind=incident", "/portal/tickets", "/portal/tickets/{number}", "/people/me",
    )),
}  # fmt: skip


@pytest.mark.parametrize("who", WHO_SEES_WHAT)
def test_pages_hinder_nobody(at_browser: Callable[..., Any], number: int, who: str) -> None:
    kind, name, addresses = WHO_SEES_WHAT[who]
    person = at_browser(kind, name, reduced_motion="reduce")
    hindrances = {}
    for address in addresses:
        person.opens_page(address.format(number=number))
        person.is_ready()
        found = [*in_the_light(person.page), *in_the_dark(person.page), *on_a_phone(person.page)]
        if found:
            hindrances[address] = found
    assert hindrances == {}


@pytest.fixture
def number(at_browser: Callable[..., Any]) -> int:
    """A ticket on which something has happened."""
    rita, amy = at_browser(Requester, "rita"), at_browser(Agent, "amy")
    reported: int = rita.reports("财务系统打开很慢")
    amy.claims(reported)
    amy.replies(reported, "我们正在查。")
    return reported


def in_the_light(page: Page) -> list[str]:
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")
    return _serious(page)


def in_the_dark(page: Page) -> list[str]:
    """Only what colours can do wrong."""
    page.emulate_media(color_scheme="dark")
    return _serious(page, runOnly=["color-contrast"])


def on_a_phone(page: Page) -> list[str]:
    """What makes the page wider than the screen. Menus and tables may scroll inside frames of their own."""
    page.set_viewport_size(PHONE)
    found: list[str] = page.evaluate(
        """() => {
          const frames = [document.documentElement, ...document.querySelectorAll("main, .fw-scroll:not(nav)")];
          return frames.filter((frame) => frame.scrollWidth > frame.clientWidth)
            .map((frame) => `${frame.tagName}.${frame.className}: ${frame.scrollWidth} > ${frame.clientWidth}`);
        }"""
    )
    return found


def _serious(page: Page, **options: object) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]} ({len(each['nodes'])})"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
