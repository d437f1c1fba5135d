"""What somebody had open and was writing is there again wherever they sit down next."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Agent, Requester

pytestmark = pytest.mark.journey


def test_open_tickets_and_drafts_follow_their_person(at_browser: Callable[..., Any]) -> None:
    rita = at_browser(Requester, "rita")
    one, two = rita.reports("键盘失灵"), rita.reports("鼠标失灵")
    office = at_browser(Agent, "amy")
    for number in (one, two):
        office.opens(number)
        office.is_ready()
    with office.page.expect_response(lambda answer: "seen=" in answer.url and answer.ok):
        office.page.locator("#composer textarea").press_sequentially("换一个试试", delay=30)

    home = at_browser(Agent, "amy")
    home.opens_page("/tickets/pool")
    for number in (one, two):
        expect(home.page.locator(f"[data-tab-url='/tickets/{number}']")).to_have_count(1)
    home.opens(two)
    expect(home.page.locator("#composer textarea")).to_have_value("换一个试试")

    home.page.locator("#composer textarea").press_sequentially("，我明天送来", delay=30)
    with office.page.expect_response(lambda answer: "seen=" in answer.url and answer.ok):
        home.page.wait_for_timeout(4000)
        office.page.locator("#composer textarea").press_sequentially("看")
    office.page.locator("[data-draft-swap]").click()
    expect(office.page.locator("#composer textarea")).to_have_value("换一个试试，我明天送来")
