"""The shared views that come with every installation; those who may share change all of them."""

from typing import Any

import orjson

from fuwutai.tickets.choices import LIVING, OPEN, UNTAKEN, Grade, State, WaitFor, Whose
from fuwutai.tickets.orders import Order
from fuwutai.workspace.choices import SharedWith, Sign
from fuwutai.workspace.models import View


def _row(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def _in(field: str, *values: str) -> dict[str, Any]:
    return _row(field, "in", [str(value) for value in values])


_NOBODY_YET = (_in("state", *UNTAKEN), _row("assignee", "empty"))
_SOON = (_in("state", *OPEN), _row("due_at", "next", "1h"))
_LIKELY = (_in("state", *OPEN), _row("likely_late", "is", value=True))
_LATE = (_in("state", *OPEN), _row("due_at", "longer_ago", "1m"))
_ASKED = (_in("state", State.WAITING), _in("wait_for", WaitFor.REQUESTER))
_MAJOR = (_in("state", *LIVING), _in("grade", Grade.MAJOR))
_BACK = (_in("state", State.RETURNED),)
_SOLVED = (_in("state", State.RESOLVED),)

_VIEWS: tuple[tuple[tuple[str, str, str], Sign, str, str, tuple[dict[str, Any], ...]], ...] = (
    (("本组待领", "本組待領", "Untaken in my groups"), Sign.NOBODY, Whose.GROUPS, Order.PRIORITY, _NOBODY_YET),
    (("一小时内到期", "一小時內到期", "Due within the hour"), Sign.CLOCK, "", Order.DUE, _SOON),
    (("可能超时", "可能逾時", "Likely late"), Sign.CLOCK, "", Order.DUE, _LIKELY),
    (("已超时", "已逾時", "Overdue"), Sign.ALARM, "", Order.DUE, _LATE),
    (("等待请求人", "等待請求人", "Waiting for the requester"), Sign.PAUSE, "", Order.CHANGED, _ASKED),
    (("重大事件", "重大事件", "Major incidents"), Sign.URGENT, "", Order.PRIORITY, _MAJOR),
    (("已转回", "已轉回", "Returned"), Sign.BACK, "", Order.PRIORITY, _BACK),
    (("我负责的待确认", "我負責的待確認", "Mine to be confirmed"), Sign.CHECK, Whose.OWNED, Order.OLDEST, _SOLVED),
)


def ensure(**_kwargs: object) -> None:
    """Fill an empty table. Safe to repeat; what somebody deleted but for one view stays as it is."""
    if View.objects.exists():
        return
    View.objects.bulk_create(
        View(
            name_zh_hans=hans, name_zh_hant=hant, name_en=english, audience=SharedWith.EVERYONE, icon=icon, whose=whose,
            order=order, position=position * 10, conditions_json=orjson.dumps({"all": rows}).decode(),
        )
        for position, ((hans, hant, english), icon, whose, order, rows) in enumerate(_VIEWS, start=1)
    )  # fmt: skip
