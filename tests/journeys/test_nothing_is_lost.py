"""What an agent has begun outlives a closed page, a slow line and a wandering hand."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import Agent, Requester

pytestmark = pytest.mark.journey

_ANSWERS = """() => Object.fromEntries([...new FormData(document.querySelector("form.fw-intake"))]
    .filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"))"""


def _find(page: Page, field: str, words: str) -> None:
    page.locator(f"#id_{field}").press_sequentially(words)
    expect(page.locator(f"#{field}-found").get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")


def _until_kept(page: Page, words: str) -> None:
    """Wait until the browser has put away the last that was entered, which it does a moment later."""
    page.wait_for_function("words => Object.values({...localStorage}).some(kept => kept.includes(words))", arg=words)


def test_a_call_that_was_begun_comes_back_whole(at_browser: Callable[..., Any]) -> None:
    amy = at_browser(Agent, "amy")
    page = amy.page
    page.on("dialog", lambda question: question.accept())
    amy.opens_page("/tickets/new")
    amy.is_ready()
    _find(page, "person", "钱")
    page.fill("#id_title", "打印机没墨")
    _find(page, "category", "网络")
    for name, value in (("impact", "2"), ("urgency", "1"), ("then", "dispatch")):
        page.locator(f"[name={name}][value='{value}']").check(force=True)
    page.select_option("#id_team", label=page.locator("#id_team option", has_text="网络组").inner_text())
    person = page.locator("#id_assignee")
    expect(person.locator("option", has_text="陈思远")).to_have_count(1)
    person.select_option(label=person.locator("option", has_text="陈思远").inner_text())
    expect(page.locator("[data-draft-kept]")).to_be_visible()
    _until_kept(page, '"assignee"')
    begun = page.evaluate(_ANSWERS)

    amy.opens_page("/tickets/mine")
    amy.opens_page("/tickets/new")
    expect(person.locator("option", has_text="陈思远")).to_have_count(1)
    amy.is_ready()
    assert page.evaluate(_ANSWERS) == begun
    expect(page.locator("#caller")).to_contain_text("钱立")


def test_a_group_is_chosen_before_its_people_arrive(at_browser: Callable[..., Any]) -> None:
    number = at_browser(Requester, "rita").reports("无线信号弱")
    amy = at_browser(Agent, "amy")
    dialog = amy.starts(number, "派单")
    team, person = dialog.get_by_label("支持组"), dialog.get_by_label("人员")
    team.select_option(label=team.locator("option", has_text="网络组").inner_text())
    person.select_option(label=person.locator("option", has_text="陈思远").inner_text())

    amy.page.route("**/assignment/members*", lambda _route: None)
    team.select_option(label=team.locator("option", has_text="设备供应商").inner_text())
    expect(person.locator("option")).to_have_count(1)
    amy.sends("派单")
    amy.sees_state("待接单")
    expect(amy.page.locator("#ticket-side")).to_contain_text("设备供应商")


def test_a_colleague_is_mentioned_by_keyboard_alone(at_browser: Callable[..., Any]) -> None:
    number = at_browser(Requester, "rita").reports("会议室投影偏色")
    amy = at_browser(Agent, "amy")
    amy.claims(number)
    page, keys = amy.page, amy.page.keyboard
    keys.press("n")
    keys.type("请@何")
    expect(page.get_by_role("option", name="何佳")).to_be_visible()
    keys.press("Enter")
    keys.type("看一下")
    expect(page.locator("[data-draft-kept]")).to_be_visible()
    _until_kept(page, "看一下")
    amy.opens(number)
    amy.is_ready()
    expect(page.locator("#composer")).to_have_attribute("data-mode", "note")
    expect(page.locator("#composer [data-mentions]")).to_contain_text("何佳")
    keys.press("n")
    keys.press("Control+Enter")
    expect(page.locator("#ticket-story .fw-mention")).to_have_text("@何佳")
    expect(page.locator("#ticket-side")).to_contain_text("何佳")
