"""Two people have the same things open: each sees at once what the other does, and nobody's work is touched."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Agent, Requester

pytestmark = pytest.mark.journey


def test_what_one_does_the_other_sees_without_losing_what_they_write(at_browser: Callable[..., Any]) -> None:
    number = at_browser(Requester, "rita").reports("会议室投影没有声音")
    amy, ben = at_browser(Agent, "amy"), at_browser(Agent, "ben")
    for agent in (amy, ben):
        agent.opens(number)
        agent.is_ready()
    expect(amy.page.locator("#company .fw-avatar")).to_have_attribute("title", re.compile("何佳"))

    ben.page.locator("#composer textarea").press_sequentially("我先看看", delay=40)
    expect(amy.page.locator("#typing")).to_contain_text("何佳")

    amy.presses("领取")
    ben.sees_state("处理中")
    ben.sees_in_story("领取了工单")
    expect(ben.page.locator("#ticket-side")).to_contain_text("林晚秋")
    expect(ben.page.locator("#composer textarea")).to_have_value("我先看看")
    expect(ben.page.locator("#composer textarea")).to_be_focused()

    ben.leaves()
    expect(amy.page.locator("#company .fw-avatar")).to_have_count(0)


def test_a_list_follows_what_others_do(at_browser: Callable[..., Any]) -> None:
    rita = at_browser(Requester, "rita")
    number = rita.reports("无线网络时断时续")
    amy, ben = at_browser(Agent, "amy"), at_browser(Agent, "ben")
    amy.opens_page("/tickets/all")
    amy.is_ready()
    row = amy.page.locator(f"#row-{number}")
    expect(row).to_contain_text("待受理")

    ben.claims(number)
    expect(row).to_contain_text("处理中")
    rita.reports("又一个问题")
    expect(amy.page.locator("#news")).to_contain_text(re.compile(r"\d"))


def test_the_pool_follows_and_keeps_what_somebody_ticked(at_browser: Callable[..., Any]) -> None:
    rita, amy, ben = at_browser(Requester, "rita"), at_browser(Agent, "amy"), at_browser(Agent, "ben")
    amy.opens_page("/tickets/pool")
    amy.is_ready()
    ticked, other = rita.reports("显示器闪烁"), rita.reports("鼠标不动了")
    row = amy.page.locator(f"#row-{ticked}")
    expect(row).to_be_visible()
    amy.page.locator(f".fw-row-check[value='{ticked}']").check()
    ben.claims(ticked)
    ben.claims(other)
    expect(amy.page.locator(f"#row-{other}")).to_have_count(0)
    expect(row).to_have_class(re.compile("is-gone"))


def test_the_bell_and_what_it_told_follow(at_browser: Callable[..., Any]) -> None:
    rita, amy = at_browser(Requester, "rita"), at_browser(Agent, "amy")
    number = rita.reports("打印机缺墨")
    amy.claims(number)
    amy.opens_page("/notices/")
    amy.is_ready()
    before = amy.page.locator("#bell").get_attribute("aria-label")
    rita.writes(number, "黑色墨盒也没有了。")
    expect(amy.page.locator("#bell")).not_to_have_attribute("aria-label", before or "")
    expect(amy.page.locator("#told .is-new").first).to_contain_text(f"#{number} 打印机缺墨")


def test_without_a_stream_pages_ask_every_half_minute(at_browser: Callable[..., Any]) -> None:
    rita, amy = at_browser(Requester, "rita"), at_browser(Agent, "amy")
    number = rita.reports("键盘失灵")
    amy.claims(number)
    # As with a proxy that keeps back what has no end.
    amy.page.route("**/stream*", lambda _route: None)
    amy.page.clock.install()
    amy.opens_page("/tickets/pool")
    amy.is_ready()
    before = amy.page.locator("#bell").get_attribute("aria-label")
    rita.writes(number, "换了接口也不行。")
    row = amy.page.locator(f"#row-{rita.reports('扫描仪没有反应')}")
    expect(row).to_have_count(0)
    amy.page.clock.fast_forward(31_000)
    expect(row).to_be_visible()
    expect(amy.page.locator("#line-sign [data-line=slow]")).to_be_visible()
    expect(amy.page.locator("#bell")).not_to_have_attribute("aria-label", before or "")


# What a browser would show on the screen, which is nobody's to see here; and nobody looks at any page.
_SCREEN = """
class Shown extends EventTarget {
  static permission = "granted";
  constructor(title, { tag }) {
    super();
    document.documentElement.setAttribute("data-shown", tag);
  }
  close() {
    document.documentElement.removeAttribute("data-shown");
  }
}
window.Notification = Shown;
document.hasFocus = () => false;
"""


def test_of_all_pages_one_shows_a_notice_and_takes_it_away_when_it_was_read(at_browser: Callable[..., Any]) -> None:
    rita, amy = at_browser(Requester, "rita"), at_browser(Agent, "amy")
    number = rita.reports("耳机没有声音")
    amy.claims(number)
    amy.page.context.add_init_script(_SCREEN)
    amy.opens_page("/notices/preferences")
    amy.is_ready()
    amy.page.locator("[name=desktop][value=all]").check()
    other = amy.page.context.new_page()
    other.goto(amy.page.url)
    expect(amy.page.locator("html[data-desktop-asked]")).to_be_attached()
    before = other.title()
    rita.writes(number, "换了一副也一样。")
    expect(amy.page.locator("html[data-shown]")).to_be_attached()
    expect(other).not_to_have_title(before)
    expect(other.locator("html[data-shown]")).to_have_count(0)
    other.goto(f"{amy.page.url.partition('/notices')[0]}/notices/")
    other.locator("form[action$='/notices/read'] button").click()
    expect(amy.page.locator("html[data-shown]")).to_have_count(0)
