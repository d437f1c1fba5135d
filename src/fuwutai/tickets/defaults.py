"""What a new installation starts with; administrators change all of it."""

from typing import Any

import orjson
from django.db import models

from fuwutai.tickets.choices import Grade, Occasion, ServiceClass
from fuwutai.tickets.models import (
    GradeRule,
    MajorCondition,
    Policy,
    PriorityCell,
    ResolutionCode,
    ReturnReason,
    Symptom,
    ToleranceCell,
)

# impact, urgency -> priority (mission C2).
_PRIORITIES = {(1, 1): 1, (1, 2): 2, (1, 3): 3, (2, 1): 2, (2, 2): 3, (2, 3): 4, (3, 1): 3, (3, 2): 4, (3, 3): 4}
_RETURN_REASONS = (
    ("不属于本组职责", "不屬於本組職責", "Not in this group's duties"),
    ("信息不足，无法处理", "資訊不足，無法處理", "Too little information"),
    ("分类错误", "分類錯誤", "Wrong category"),
    ("重复工单", "重複工單", "Duplicate"),
    ("应由一线解决", "應由一線解決", "First line can solve this"),
)
_RESOLUTION_CODES = (
    ("已修复", "已修復", "Fixed"),
    ("变通方法", "變通方法", "Workaround"),
    ("指导用户", "指導使用者", "User was guided"),
    ("请求已完成", "請求已完成", "Request fulfilled"),
    ("无法重现", "無法重現", "Could not be reproduced"),
    ("非故障", "非故障", "Not a fault"),
    ("供应商解决", "供應商解決", "Solved by the supplier"),
)
# The conditions of a major incident (mission C3).
_MAJOR_CONDITIONS = (
    ("灾害", "災害", "Disaster"),
    ("网络", "網路", "Network"),
    ("电力、机房", "電力、機房", "Power or machine room"),
    ("数据库、系统、存储、中间件", "資料庫、系統、儲存、中介軟體", "Database, system, storage or middleware"),
    ("安全攻击", "安全攻擊", "Security attack"),
    ("应用系统", "應用系統", "Application"),
    ("其他（经决定）", "其他（經決定）", "Other, by decision"),
)
# How long somebody can be left waiting, in minutes for service classes 1 to 3 (mission C4).
_TOLERANCE = {
    ("宕机", "當機", "Crash"): (10, 15, 30),
    ("无法访问", "無法存取", "No access"): (15, 20, 40),
    ("缓慢", "緩慢", "Slow"): (20, 30, 60),
}


# Who is promised more, and where many people wait for one thing.
_VIP = {"all": [{"field": "requester_level", "op": "in", "value": ["vip", "super_vip"]}]}
_CROWD = {"all": [{"field": "affected_count", "op": "at_least", "value": 20}]}
# When a ticket is major or urgent (mission C3). What nobody can foresee, the desk decides by hand.
_GRADE_RULES: tuple[tuple[tuple[str, str, str], Grade, Occasion, dict[str, Any]], ...] = (
    (("符合重大事件条件", "符合重大事件條件", "A condition of a major incident"), Grade.MAJOR, Occasion.LISTED, {}),
    (("请求人是 VIP", "請求人是 VIP", "The requester is a VIP"), Grade.URGENT, Occasion.ALWAYS, _VIP),
    (("影响人数多", "影響人數多", "Many people are affected"), Grade.URGENT, Occasion.ALWAYS, _CROWD),
    (("反复报障", "反覆報修", "The same again and again"), Grade.URGENT, Occasion.REPEATS, {}),
    (("超过承诺时间", "超過承諾時間", "The promised time passed"), Grade.URGENT, Occasion.PROMISE, {}),
)


def ensure(**_kwargs: object) -> None:
    """Fill empty tables. Safe to repeat; what somebody emptied but one row stays as it is."""
    if not PriorityCell.objects.exists():
        PriorityCell.objects.bulk_create(
            PriorityCell(impact=impact, urgency=urgency, priority=priority)
            for (impact, urgency), priority in _PRIORITIES.items()
        )
    _fill(ReturnReason, _RETURN_REASONS)
    _fill(ResolutionCode, _RESOLUTION_CODES)
    _fill(MajorCondition, _MAJOR_CONDITIONS)
    _fill_tolerance()
    _fill_grade_rules()
    Policy.objects.get_or_create(pk=1)


def _fill_grade_rules() -> None:
    if GradeRule.objects.exists():
        return
    GradeRule.objects.bulk_create(
        GradeRule(
            name_zh_hans=hans, name_zh_hant=hant, name_en=english, grade=grade, occasion=occasion,
            conditions_json=orjson.dumps(conditions).decode() if conditions else "", position=position * 10,
        )
        for position, ((hans, hant, english), grade, occasion, conditions) in enumerate(_GRADE_RULES, start=1)
    )  # fmt: skip


def _fill_tolerance() -> None:
    if Symptom.objects.exists():
        return
    _fill(Symptom, tuple(_TOLERANCE))
    ToleranceCell.objects.bulk_create(
        ToleranceCell(symptom=symptom, service_class=service_class, minutes=minutes)
        for symptom, row in zip(Symptom.objects.order_by("position"), _TOLERANCE.values(), strict=True)
        for service_class, minutes in zip(ServiceClass, row, strict=True)
    )


def _fill(model: type[models.Model], names: tuple[tuple[str, str, str], ...]) -> None:
    if model._default_manager.exists():
        return
    model._default_manager.bulk_create(
        model(name_zh_hans=hans, name_zh_hant=hant, name_en=english, position=position)
        for position, (hans, hant, english) in enumerate(names)
    )
