"""From a mailed report to a confirmed close, as people see it: mail on real servers, pages in a real browser."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from fuwutai.channels.tests.servers import Dovecot, Receiver
from tests.journeys.installation import Installation
from tests.journeys.people import Agent, Correspondent, Requester, Visitor, link_in

pytestmark = pytest.mark.journey
TITLE = "三楼会议室无线网络连不上"

# Every line as it must be read from top to bottom, with who did it.
STORY = (
    ("钱立", "今天早上开始，三楼会议室的无线网络一直连不上"),
    ("林晚秋", "领取了工单"),
    ("林晚秋", "修改了分类：类别 网络"),
    ("林晚秋", "设定了影响度和紧急度"),
    ("林晚秋", "派单给 网络组"),
    ("陈思远", "转回"),
    ("林晚秋", "派单给 网络组 · 陈思远"),
    ("陈思远", "接单"),
    ("陈思远", "安排上门"),
    ("陈思远", "到达"),
    ("陈思远", "离开"),
    ("陈思远", "更换了接入点的电源"),
    ("钱立", "还是连不上，提示密码错误"),
    ("陈思远", "密码昨天改过，请用新密码再试一次"),
    ("钱立", "新密码可以了，谢谢"),
    ("陈思远", "告知新密码"),
    ("钱立", "确认已解决"),
)


def test_from_a_mail_to_a_confirmed_close(
    at_browser: Callable[..., Any], desk: Installation, mailbox: None, dovecot: Dovecot, receiver: Receiver
) -> None:
    rita = Correspondent("钱立", "rita@lanjiang.example", dovecot, receiver)
    amy, sam = at_browser(Agent, "amy"), at_browser(Agent, "sam")

    rita.mails(TITLE, "今天早上开始，三楼会议室的无线网络一直连不上，截图见附件。", picture=png(320, 200))
    receipt = rita.gets("已收到您的工单", TITLE)

    number = amy.finds_in_pool(TITLE)
    assert f"[#{number}]" in receipt["Subject"]
    amy.sees("今天早上开始，三楼会议室的无线网络一直连不上")
    assert amy.sees_picture("截图.png") == (320, 200)
    amy.claims(number)
    amy.classifies(number, category="网络")
    amy.sets_impact_and_urgency(number, impact="中", urgency="高", priority="P2")
    amy.dispatches(number, team="网络组")

    sam.returns(number, reason="信息不足，无法处理", note="请问清是哪个会议室")
    amy.finds_in_pool(TITLE)
    amy.sees_state("已转回")
    amy.sees("信息不足，无法处理")
    amy.dispatches(number, team="网络组", to="陈思远", note="三楼 301")

    sam.accepts(number)
    sam.plans_visit(number, engineer="陈思远", place="总部三楼 301 会议室")
    rita.gets("总部三楼 301 会议室")
    sam.arrives(number)
    sam.leaves_site(number, report="接入点断电，电源适配器已坏")
    sam.resolves(number, solution="更换了接入点的电源。", code="已修复")

    asked = rita.gets("更换了接入点的电源。", "还没解决")
    at_browser(Visitor).says_not_solved(link_in(asked, after="还没解决："), why="还是连不上，提示密码错误")
    sam.opens(number)
    sam.sees_state("二线处理中")
    sam.sees_in_story("还是连不上，提示密码错误")
    sam.replies(number, "密码昨天改过，请用新密码再试一次。")
    rita.answers(rita.gets("密码昨天改过"), "新密码可以了，谢谢！")
    sam.waits_for_answer(number, "新密码可以了，谢谢！")
    sam.resolves(number, solution="告知新密码。", code="已修复")
    assert f"[#{number}]" in rita.gets("告知新密码。")["Subject"]

    at_portal = at_browser(Requester, "rita")
    at_portal.opens(number)
    at_portal.confirms()
    at_portal.sees("已关闭")

    amy.opens(number)
    amy.sees_state("已关闭")
    assert_in_order(amy.reads_story(), STORY)
    assert "Nothing was changed or removed." in desk.run("verify", "timeline")


def assert_in_order(told: str, lines: tuple[tuple[str, str], ...]) -> None:
    """Each line stands below the one before it, and names who did it."""
    at = 0
    for who, what in lines:
        found = told.find(what, at)
        assert found >= 0, f"{what!r} is missing or too early in:\n{told}"
        assert who in told[at : found + len(what) + 80], f"{who} is not named for {what!r}:\n{told}"
        at = found


def png(width: int, height: int) -> bytes:
    """A picture of one colour."""
    rows = b"".join(b"\0" + b"\x2f\x6f\xde" * width for _ in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )
