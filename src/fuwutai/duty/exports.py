"""Rosters as files."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core import clock, typed
from fuwutai.core.exports import lists
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.duty import permissions, queries
from fuwutai.duty.models import Duty
from fuwutai.people.permissions import Actor

# From the day that the page shows.
_SHOWN = timedelta(days=31)


def _duties(actor: Actor, query: QueryDict) -> QuerySet[Duty]:
    """The duties of a team (`team`) for a month from `day` on; without a team of all that the actor sees."""
    found = permissions.duties(actor).order_by("start", "id")
    team = typed.number(query.get("team", ""))
    if team is not None:
        found = found.filter(team=permissions.fetch_team(actor, team))
    try:
        day = parse_date(query.get("day", ""))
    except ValueError:
        day = None
    start = queries.monday(day or clock.now().date())
    since = clock.now().replace(year=start.year, month=start.month, day=start.day, hour=0, minute=0, second=0)
    return found.filter(end__gt=since, start__lt=since + _SHOWN)


_COLUMNS = (
    Column(_("Team"), lambda duty: duty.team, width=20),
    Column(_("Person"), lambda duty: duty.person, width=20),
    Column(_("Staff number"), lambda duty: duty.person.staff_number),
    Column(_("Shift"), lambda duty: duty.shift),
    Column(pgettext_lazy("hours", "From"), lambda duty: duty.start, width=20, is_moment=True),
    Column(pgettext_lazy("hours", "Until"), lambda duty: duty.end, width=20, is_moment=True),
)


def declare() -> None:
    lists.declare(ExportedList("duties", _("Duties"), _duties, _COLUMNS))
