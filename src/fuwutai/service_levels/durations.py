"""Times of a promise as people type and read them: `30 min`, `4 h`, `1:30`, `2 d`.

They are minutes of working time; a day is the usual day of the calendar, not one of 24 hours.
"""

import re
from collections import Counter
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.calendars.models import Calendar
from fuwutai.core import words

_UNITS = {
    "": 1, "m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1, "分": 1, "分钟": 1, "分鐘": 1,
    "h": 60, "hour": 60, "hours": 60, "小时": 60, "小時": 60,
    "d": 0, "day": 0, "days": 0, "天": 0, "日": 0, "工作日": 0,
}  # fmt: skip
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\d\s.,:]*)")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")
_WHOLE_DAY = 24 * 60


def read(text: str, *, day: int) -> int | None:
    """Minutes; None for nothing. Raises ValueError with a sentence for whoever typed it."""
    typed = text.strip().casefold()
    if not typed:
        return None
    clock = _CLOCK.fullmatch(typed)
    minutes = int(clock[1]) * 60 + int(clock[2]) if clock else _sum(typed, day)
    if minutes < 1:
        raise ValueError(_("Nothing can be done in no time. Leave it empty to promise nothing."))
    return minutes


def shown(minutes: int, *, day: int) -> str:
    """As short as it can be read back to the same minutes: whole days of more than one, or hours and minutes."""
    days, rest = divmod(minutes, day)
    if days > 1 and not rest:
        return pgettext("duration", "%d d") % days
    hours, left = divmod(minutes, 60)
    if hours < 24:
        return words.duration(timedelta(minutes=minutes))
    parts = [pgettext("duration", "%d h") % hours, *([pgettext("duration", "%d min") % left] if left else [])]
    return " ".join(parts)


def day_of(calendar: Calendar | None) -> int:
    """The minutes of the usual working day of a calendar."""
    worked = [sum(end - start for start, end in spans) // 60 for spans in calendar.week] if calendar else []
    usual = Counter(minutes for minutes in worked if minutes).most_common(1)
    return usual[0][0] if usual else _WHOLE_DAY


def _sum(typed: str, day: int) -> int:
    parts = _PART.findall(typed)
    left = _PART.sub("", typed).strip(" ,")
    if not parts or left or any(unit not in _UNITS for _number, unit in parts):
        raise ValueError(_("Write a time like 30 min, 4 h, 1:30 or 2 d."))
    return round(sum(float(number.replace(",", ".")) * (_UNITS[unit] or day) for number, unit in parts))
