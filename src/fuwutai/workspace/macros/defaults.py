"""The shared macros that come with every installation; those who may share change all of them.

A text is sent to whoever asked, whatever language they read, so it stands there in two.
"""

from typing import Any

import orjson

from fuwutai.tickets.choices import Degree, WaitFor
from fuwutai.workspace.macros.choices import Says
from fuwutai.workspace.macros.models import Macro

_PICTURE = """{{requester}}，您好：
请把出错的画面截图发给我们，并说明当时在做什么，直接回复即可。谢谢！

Dear {{requester}},
please answer with a screenshot of the error and tell us what you were doing. Thank you!"""
_NOT_REACHED = """{{requester}}，您好：
我们刚才致电未能联系到您。请告知方便的时间，或直接在此回复。

Dear {{requester}},
we tried to call you just now. Please tell us when it suits you, or answer here."""
_AGAIN = """{{requester}}，您好：
您的回复已收到，我们正在继续处理。

Dear {{requester}},
thank you for your answer, we are working on it again."""
_REPORTED = """多人报告同样问题。
Many people report the same."""

_WAIT = {"verb": "wait", "values": {"wait_for": str(WaitFor.REQUESTER)}}
_RESUME = {"verb": "resume", "values": {}}
_MANY = {"verb": "prioritise", "values": {"impact": Degree.HIGH.value, "urgency": Degree.HIGH.value}}

_MACROS: tuple[tuple[tuple[str, str, str], Says, str, dict[str, Any]], ...] = (
    (("请补截图并等待", "請補截圖並等待", "Ask for a screenshot and wait"), Says.REPLY, _PICTURE, _WAIT),
    (("电话未接通并等待", "電話未接通並等待", "Not reached by phone, wait"), Says.REPLY, _NOT_REACHED, _WAIT),
    (("收到回复，继续处理", "收到回覆，繼續處理", "Answer came, take it up again"), Says.REPLY, _AGAIN, _RESUME),
    (("多人受影响", "多人受影響", "Many people are hit"), Says.NOTE, _REPORTED, _MANY),
)


def ensure(**_kwargs: object) -> None:
    """Fill an empty table. Safe to repeat; what somebody deleted but for one macro stays as it is."""
    if Macro.objects.exists():
        return
    Macro.objects.bulk_create(
        Macro(
            name_zh_hans=hans, name_zh_hant=hant, name_en=english, shared=True, says=says, text=text,
            steps_json=orjson.dumps([step]).decode(),
        )
        for (hans, hant, english), says, text, step in _MACROS
    )  # fmt: skip
