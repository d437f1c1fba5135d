"""Times, sizes and durations as people read them, in the reader's language and zone."""

import re
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext

from fuwutai.core import clock

WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；、！？）】》]+")


def ago(moment: datetime | None) -> str:
    """`3 minutes ago`, `in 2 hours`, then the day; empty for no moment."""
    if moment is None:
        return ""
    seconds = (clock.now() - moment).total_seconds()
    if abs(seconds) < 60:
        return gettext("just now")
    if abs(seconds) >= 86_400:
        return _day(moment)
    span = duration(timedelta(seconds=abs(seconds)))
    return gettext("in %(span)s") % {"span": span} if seconds < 0 else gettext("%(span)s ago") % {"span": span}


def exact(moment: datetime | None) -> str:
    """`2026-11-20 08:25:14` in the reader's zone."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def day(moment: datetime) -> str:
    """The day alone: `21 Nov`, `11月21日`; with the year when it is another one."""
    return _in_form(moment, chinese=("n月j日", "Y年n月j日"), other=("j M", "j M Y"))


def day_and_time(moment: datetime) -> str:
    """`today 14:00`, `tomorrow 09:30`, then the day with its time."""
    local = timezone.localtime(moment)
    apart = (local.date() - timezone.localtime(clock.now()).date()).days
    near = {-1: gettext("yesterday %(time)s"), 0: gettext("today %(time)s"), 1: gettext("tomorrow %(time)s")}
    if apart in near:
        return near[apart] % {"time": local.strftime("%H:%M")}
    return _in_form(moment, chinese=("n月j日 H:i", "Y年n月j日 H:i"), other=("j M H:i", "j M Y H:i"))


def short_time(moment: datetime) -> str:
    """The time on the same day, otherwise the day: what fits below a point of a line."""
    local = timezone.localtime(moment)
    same_day = local.date() == timezone.localtime(clock.now()).date()
    return local.strftime("%H:%M") if same_day else day(moment)


def _day(moment: datetime) -> str:
    return _in_form(moment, chinese=("n月j日 H:i", "Y年n月j日"), other=("j M H:i", "j M Y"))


def _in_form(moment: datetime, *, chinese: tuple[str, str], other: tuple[str, str]) -> str:
    """`moment` in the first form within this year, in the second outside of it."""
    local = timezone.localtime(moment)
    forms = chinese if (get_language() or "").startswith("zh") else other
    return date_format(local, forms[local.year != timezone.localtime(clock.now()).year])


def duration(span: timedelta | None) -> str:
    """The two largest units that say enough: `41 min`, `2 h 5 min`, `3 d 4 h`."""
    if span is None:
        return ""
    minutes = int(abs(span.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        parts = [ngettext("%d day", "%d days", days) % days]
        if hours:
            parts.append(pgettext("duration", "%d h") % hours)
    elif hours:
        parts = [pgettext("duration", "%d h") % hours]
        if rest:
            parts.append(pgettext("duration", "%d min") % rest)
    else:
        parts = [pgettext("duration", "%d min") % rest]
    return " ".join(parts)


def file_size(size: int) -> str:
    amount = float(size)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"


def paragraphs(text: str) -> SafeString:
    """Plain text as safe HTML: escaped, line breaks kept, web addresses as links."""
    parts: list[str] = []
    end = 0
    for match in WEB_ADDRESS.finditer(text):
        link = escape(match.group())
        parts += [escape(text[end : match.start()]), f'<a href="{link}" rel="noopener noreferrer nofollow">{link}</a>']
        end = match.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts).replace("\r\n", "\n").replace("\n", "<br>"))  # noqa: S308 - every part is escaped
