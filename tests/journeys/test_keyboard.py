"""An agent takes up work without touching the mouse."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from fuwutai.site.tests.cast import PASSWORD
from tests.journeys.people import Agent, Requester

pytestmark = pytest.mark.journey


def test_from_sign_in_to_a_reply_by_keyboard_alone(at_browser: Callable[..., Any]) -> None:
    rita = at_browser(Requester, "rita")
    rita.reports("键盘第一单")
    rita.reports("键盘第二单")
    amy = at_browser(Agent)
    page, keys = amy.page, amy.page.keyboard
    focused = page.locator("[data-row]:focus")

    amy.opens_page("/account/login/")
    expect(page.get_by_label("用户名或邮件地址")).to_be_focused()
    keys.type("amy")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/tickets/mine")

    amy.is_ready()
    keys.press("g")
    keys.press("q")
    page.wait_for_url("**/tickets/pool")
    amy.is_ready()
    keys.press("j")
    first = focused.inner_text()
    keys.press("j")
    assert focused.inner_text() != first
    keys.press("k")
    assert focused.inner_text() == first
    # Other journeys leave tickets there, too.
    for _row in range(page.locator("[data-row]").count()):
        if "键盘第" in focused.inner_text():
            break
        keys.press("j")
    shown = focused.inner_text()
    title = "键盘第一单" if "键盘第一单" in shown else "键盘第二单"
    assert title in shown

    keys.press("o")
    page.wait_for_url("**/tickets/*")
    amy.is_ready()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    # The button that had the focus is gone with the first reply to it, and something else has it.
    amy.head.get_by_role("button", name="领取").focus()
    keys.press("Enter")
    amy.sees_state("处理中")
    expect(amy.head.locator(":focus")).to_be_visible()
    keys.press("r")
    expect(page.locator("#composer").get_by_role("textbox")).to_be_focused()
    keys.type("收到，马上处理。")
    keys.press("Control+Enter")
    amy.sees_in_story("收到，马上处理。")


def test_question_mark_lists_the_keys_and_escape_closes_them(at_browser: Callable[..., Any]) -> None:
    amy = at_browser(Agent, "amy")
    amy.opens_page("/tickets/mine")
    amy.is_ready()
    amy.page.keyboard.press("?")
    expect(amy.page.locator("#keys")).to_contain_text("请求池")
    # They can be switched off there, and stay so on the next page (WCAG 2.1.4).
    amy.page.keyboard.press("Tab")
    amy.page.keyboard.press("Space")
    expect(amy.page.locator("#keys")).not_to_contain_text("请求池")
    amy.page.keyboard.press("Escape")
    expect(amy.page.locator("#keys")).not_to_be_visible()
    amy.opens_page("/tickets/mine")
    amy.is_ready()
    amy.page.keyboard.press("?")
    amy.page.keyboard.press("Control+k")
    expect(amy.page.get_by_role("dialog")).to_have_accessible_name("搜索或跳转")
