"""Two people at the desk work on one ticket at the same moment: one is faster, the other is told and loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Agent, Requester, together

pytestmark = pytest.mark.journey


def test_one_gets_it_and_the_other_is_told_by_whom(at_browser: Callable[..., Any]) -> None:
    number = at_browser(Requester, "rita").reports("投影仪没有信号")
    amy, ben = at_browser(Agent, "amy"), at_browser(Agent, "ben")
    for agent in (amy, ben):
        agent.opens(number)
    with together(amy, ben, address=f"**/tickets/{number}/claim"):
        amy.presses("领取")
        ben.presses("领取")

    first, second = (amy, ben) if amy.gets_it() else (ben, amy)
    assert first.gets_it()
    assert not second.gets_it()
    winner = "林晚秋" if first is amy else "何佳"
    expect(second.told_too_late).to_contain_text(f"由 {winner} 负责")
    second.sees_state("处理中")
    expect(second.page.locator("#ticket-side")).to_contain_text(winner)
    for agent in (amy, ben):
        agent.opens(number)
        assert agent.reads_story().count("领取了工单") == 1


def test_a_stale_dialog_is_refused_without_losing_its_text(at_browser: Callable[..., Any]) -> None:
    number = at_browser(Requester, "rita").reports("打印机总是卡纸")
    amy, ben = at_browser(Agent, "amy"), at_browser(Agent, "ben")
    amy.claims(number)
    written = "更换了搓纸轮，并清洁了进纸通道，连续打印五十页没有卡纸。"
    dialog = amy.starts(number, "解决")
    dialog.get_by_label("解决方案").fill(written)
    dialog.get_by_text("已修复", exact=True).click()
    ben.classifies(number, category="网络")

    amy.sends("解决")
    expect(amy.told_too_late).to_be_visible()
    expect(dialog).to_contain_text("何佳 修改了分类")
    expect(dialog.get_by_label("解决方案")).to_have_value(written)
    expect(dialog.get_by_label("已修复")).to_be_checked()
    amy.sends("解决")
    amy.sees_state("已解决")
    amy.sees_in_story(written)


def test_a_reply_waits_when_the_requester_wrote_meanwhile(at_browser: Callable[..., Any]) -> None:
    rita, amy = at_browser(Requester, "rita"), at_browser(Agent, "amy")
    number = rita.reports("收不到外部邮件")
    amy.claims(number)
    amy.writes_reply("请告诉我们是哪个发件人。")
    rita.writes(number, "是所有外部发件人。")

    amy.sends_reply()
    expect(amy.page.locator("#story-news")).to_contain_text("是所有外部发件人。")
    expect(amy.page.locator("#composer").get_by_role("textbox")).to_have_value("请告诉我们是哪个发件人。")
    amy.sends_reply()
    amy.sees_in_story("请告诉我们是哪个发件人。")
