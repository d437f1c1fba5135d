"""An agent narrows the list of all tickets, keeps it as a view, works through it by keyboard, and as a board."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Agent, Requester

pytestmark = pytest.mark.journey


def test_a_list_becomes_a_view_in_the_menu(at_browser: Callable[..., Any]) -> None:
    rita = at_browser(Requester, "rita")
    rita.reports("视图第一单")
    rita.reports("视图第二单")
    amy = at_browser(Agent, "amy")
    page, keys = amy.page, amy.page.keyboard

    titles = '{"all":[{"field":"title","op":"contains","value":["视图第"]}]}'
    amy.opens_page(f"/tickets/all?order=oldest&conditions={titles}")
    amy.is_ready()
    page.locator("a[href^='/workspace/views/new']").click()
    amy.is_ready()
    page.locator("[name=name_zh_hans]").fill("我的视图单")
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/workspace/views/*")
    amy.is_ready()
    expect(page.get_by_role("heading", name="我的视图单")).to_be_visible()
    in_menu = page.locator("#views a", has_text="我的视图单")
    expect(in_menu).to_contain_text("2")
    expect(in_menu).to_have_attribute("aria-current", "page")

    rows = page.locator("[data-row]")
    expect(rows).to_have_count(2)
    assert "视图第一单" in rows.first.inner_text()
    keys.press("j")
    keys.press("j")
    assert "视图第二单" in page.locator("[data-row]:focus").inner_text()
    keys.press("k")
    keys.press("o")
    page.wait_for_url("**/tickets/*")
    amy.is_ready()
    expect(page.get_by_role("heading", name="视图第一单")).to_be_visible()


def test_a_card_is_dragged_from_column_to_column(at_browser: Callable[..., Any]) -> None:
    at_browser(Requester, "rita").reports("看板上的单")
    amy = at_browser(Agent, "amy")
    page, mouse = amy.page, amy.page.mouse
    amy.opens_page(
        '/tickets/all?layout=state&conditions={"all":[{"field":"title","op":"contains","value":["看板上"]}]}'
    )
    amy.is_ready()

    def drag(to: str) -> None:
        card, column = page.locator("[data-card]").bounding_box(), page.locator(f"#lane-{to}").bounding_box()
        assert card
        assert column
        mouse.move(card["x"] + 20, card["y"] + card["height"] - 12)
        mouse.down()
        mouse.move(column["x"] + 60, column["y"] + 120, steps=4)
        expect(page.locator(f"#lane-{to}")).to_contain_class("is-possible")
        mouse.up()

    drag("in_progress")
    expect(page.locator("#lane-in_progress [data-card]")).to_have_attribute("data-version", "2")
    drag("waiting")
    sheet = page.locator("dialog[open] form")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#lane-in_progress [data-card]")).to_be_visible()

    page.locator("[data-card] [data-row]").focus()
    page.keyboard.press("m")
    page.locator("#moves [data-to=waiting]").click()
    sheet.locator("label", has=page.locator("[name=wait_for]")).first.click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#lane-waiting [data-card]")).to_be_visible()
    expect(page.locator("#lane-in_progress [data-card]")).to_have_count(0)
