"""What the templates of rosters call."""

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from jinja2 import Environment

from fuwutai.core import names


def extend(environment: Environment) -> None:
    environment.globals.update(told=names.told, duty_link=_link)
    environment.filters.update(span=span, hours_of=hours_of, edges=edges, weekday=weekday)


def span(value: Any) -> str:
    """`2026-11-20 08:00 - 16:00`, of anything with start and end, in the reader's zone."""
    start, end = _moments(value)
    same_day = start.date() == end.date()
    return f"{date_format(start, 'Y-m-d H:i')} - {date_format(end, 'H:i' if same_day else 'Y-m-d H:i')}"


def hours_of(value: Any) -> str:
    """`08:00-16:00`, for a line that names the day already."""
    start, end = _moments(value)
    return f"{start:%H:%M}-{_end_of_day(end)}"


def edges(value: Any) -> dict[str, str]:
    """`from` and `until` as times of day, for a sentence."""
    start, end = _moments(value)
    return {"from": f"{start:%H:%M}", "until": _end_of_day(end)}


def weekday(value: date) -> str:
    """`Mon`, `周一`."""
    return date_format(timezone.localtime(value) if isinstance(value, datetime) else value, "D")


def _moments(value: Any) -> tuple[datetime, datetime]:
    if isinstance(value, dict):
        start, end = value["start"], value["end"]
    else:
        start, end = value if isinstance(value, tuple) else (value.start, value.end)
    return _local(start), _local(end)


def _end_of_day(moment: datetime) -> str:
    """Midnight is the end of the day before, where a span ends with it."""
    return f"{moment:%H:%M}" if moment.time() != time(0) else "24:00"


def _local(moment: Any) -> datetime:
    """Notices keep moments as text."""
    return timezone.localtime(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)


def _link() -> str:
    return settings.SITE_URL + reverse("duty:mine")
