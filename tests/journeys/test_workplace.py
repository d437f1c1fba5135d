"""What somebody had open and was writing is there again wherever they sit down next."""

import re
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
    # What was done last goes along, though the page is left at once.
    office.page.locator("#composer-to label").click()
    office.opens(one)

    home = at_browser(Agent, "amy")
    home.opens_page("/tickets/pool")
    for number in (one, two):
        expect(home.page.locator(f"[data-tab-url='/tickets/{number}']")).to_have_count(1)
    home.opens(two)
    expect(home.page.locator("#composer textarea")).to_have_value("换一个试试")
    expect(home.page.locator("#composer-to [type=checkbox]")).not_to_be_checked()

    office.opens(two)
    home.page.locator("#composer textarea").press_sequentially("，我明天送来", delay=30)
    with office.page.expect_response(lambda answer: "seen=" in answer.url and answer.ok):
        home.page.wait_for_timeout(4000)
        office.page.locator("#composer textarea").press_sequentially("看")
    office.page.locator("[data-draft-swap]").click()
    expect(office.page.locator("#composer textarea")).to_have_value("换一个试试，我明天送来")

    _writes_with_a_screenshot(office)


def _writes_with_a_screenshot(agent: Agent) -> None:
    """Marks by keys, a list that goes on, a picture from the clipboard, a look at it, and nobody who is told."""
    text = agent.page.locator("#composer textarea")
    text.fill("")
    text.press("Control+b")
    text.press_sequentially("重启")
    text.press("End")
    text.press_sequentially("后：\n\n1. 关\n开\n\n")
    agent.page.evaluate(_PASTE)
    expect(text).to_have_value(re.compile(r"^\*\*重启\*\*后：\n\n1\. 关\n2\. 开\n!\[(screenshot-\d+\.png)\]\(\1\)\n$"))
    agent.page.locator("[data-preview]").click()
    preview = agent.page.locator("[data-preview-place]")
    expect(preview.locator("strong")).to_have_text("重启")
    expect(preview.locator("img")).to_be_visible()
    agent.page.locator("[data-preview]").click()
    expect(agent.page.locator(".fw-composer-nobody")).to_be_visible()
    text.press("Control+Enter")
    story = agent.page.locator(".fw-message.is-reply").last
    expect(story.locator(".fw-marks img")).to_be_visible()
    expect(story.locator(".fw-attachment")).to_have_count(0)
    expect(text).to_have_value("")


_PASTE = """() => new Promise((done) => {
  const canvas = document.createElement("canvas");
  canvas.toBlob((blob) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([blob], "image.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    done(document.querySelector("#composer textarea").dispatchEvent(event));
  });
})"""
