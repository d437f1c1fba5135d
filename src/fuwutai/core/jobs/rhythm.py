"""How often a routine runs, in words."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.core import clock

_EVERY = re.compile(r"\*/(\d+) \* \* \* \*")
_HOURLY = re.compile(r"(\d+) \* \* \* \*")
_DAILY = re.compile(r"(\d+) (\d+) \* \* \*")
_WEEKLY = re.compile(r"(\d+) (\d+) \* \* ([0-6])")


def in_words(cron: str) -> str:
    """The rhythm of a cron line (five fields, UTC) in the reader's zone; a line of another shape as it stands."""
    if cron == "* * * * *":
        return _("every minute")
    if found := _EVERY.fullmatch(cron):
        minutes = int(found[1])
        return ngettext("every %(num)d minute", "every %(num)d minutes", minutes) % {"num": minutes}
    if found := _HOURLY.fullmatch(cron):
        return _("every hour, at minute %(minute)s") % {"minute": found[1]}
    if found := _DAILY.fullmatch(cron):
        return _("every day at %(time)s") % {"time": date_format(_moment(found), "H:i")}
    if found := _WEEKLY.fullmatch(cron):
        moment = _moment(found, int(found[3]))
        values = {"weekday": date_format(moment, "l"), "time": date_format(moment, "H:i")}
        return _("every %(weekday)s at %(time)s") % values
    return cron


def _moment(found: re.Match[str], weekday: int | None = None) -> datetime:
    """A moment at which it runs, in the reader's zone. In cron the week begins with Sunday as 0."""
    today = clock.now().astimezone(ZoneInfo("UTC"))
    day = today.day if weekday is None else 1
    moment = today.replace(day=day, hour=int(found[2]), minute=int(found[1]), second=0, microsecond=0)
    while weekday is not None and moment.isoweekday() % 7 != weekday:
        moment = moment.replace(day=moment.day + 1)
    return timezone.localtime(moment)
