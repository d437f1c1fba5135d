"""An agent takes down a call of a known kind, and the keys are counted (issue: under twelve beside the text itself)."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Agent

pytestmark = pytest.mark.journey

# Whoever calls may be named by four digits where the test types two characters.
_KEYS, _DIGITS_MORE = 12, 2
_SECONDS = 30


class Counted:
    """A keyboard that counts what is pressed. The words of the report itself are not counted."""

    def __init__(self, agent: Agent) -> None:
        self.page, self.pressed = agent.page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.pressed += len(words)
        self.page.keyboard.type(words)

    def says(self, words: str) -> None:
        self.page.keyboard.type(words)


def test_a_known_kind_of_call_takes_few_keys(at_browser: Callable[..., Any]) -> None:
    amy = at_browser(Agent, "amy")
    amy.opens_page("/tickets/new")
    amy.is_ready()
    keys, page, began = Counted(amy), amy.page, time.monotonic()

    keys.type("钱立")
    expect(page.locator("#person-found [role=option]").first).to_contain_text("钱立")
    keys.press("Enter")
    expect(page.locator("#id_title")).to_be_focused()
    keys.says("VPN 又连不上了")
    keys.press("Tab")
    keys.says("换了无线也不行")
    keys.press("Tab")
    expect(page.locator("#id_category")).to_be_focused()
    keys.type("网络")
    expect(page.locator("#category-found [role=option]").first).to_contain_text("网络")
    keys.press("Enter")
    keys.press("Control+Enter")
    page.wait_for_url(lambda address: "/new" not in address)
    took = time.monotonic() - began

    expect(amy.head).to_contain_text("VPN 又连不上了")
    print(f"\n{keys.pressed} keys beside the text, {took:.1f} s")  # noqa: T201 - the figure is the point
    assert keys.pressed + _DIGITS_MORE < _KEYS
    assert took < _SECONDS
