"""Plans that the tests of working time share."""

from datetime import UTC, datetime
from typing import Any

from fuwutai.calendars.plan import DAY, Plan, Spans

HOUR = 3600
OFFICE: Spans = ((9 * HOUR, 12 * HOUR), (13 * HOUR + 1800, 18 * HOUR))
ALWAYS: Spans = ((0, DAY),)


def office(zone: str = "Asia/Shanghai", **more: Any) -> Plan:
    return Plan(zone, week=(OFFICE,) * 5 + ((), ()), **more)


def daily(zone: str, *spans: tuple[float, float], **more: Any) -> Plan:
    """The same hours on every day."""
    return Plan(zone, week=(tuple((round(start * HOUR), round(end * HOUR)) for start, end in spans),) * 7, **more)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
