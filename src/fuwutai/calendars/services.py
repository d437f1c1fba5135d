"""Changing calendars. Each change that makes a difference makes a version; none is ever rewritten."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import deriving
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.facts import CalendarChanged
from fuwutai.calendars.models import Calendar, CalendarDay, CalendarVersion
from fuwutai.calendars.permissions import EDIT
from fuwutai.core import facts
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.rounds import Round
from fuwutai.people.permissions import EVERYWHERE, SYSTEM, Actor

_RENEWED = Round("calendars.renewed", _("Take over new official days off"))


def save_calendar(actor: Actor, calendar: Calendar) -> Calendar:
    """Save a calendar and what it amounts to. Raises Invalid for one without any hour."""
    actor.must(EDIT, within=EVERYWHERE)
    if calendar.is_default and not calendar.active:
        raise Conflict(_("This is the default calendar. Make another the default first."))
    check_hours(calendar)
    with transaction.atomic():
        saved = changes.save(actor, calendar)
        renew(actor, saved)
    return saved


def check_hours(calendar: Calendar) -> None:
    """Raise Invalid for a calendar without any hour."""
    if deriving.plan_of(calendar).is_empty:
        raise Invalid.at("week", _("A calendar without any hour promises nothing. Give at least one day its hours."))


def make_default(actor: Actor, calendar: Calendar) -> None:
    """Let this be the calendar of whatever names none."""
    actor.must(EDIT, within=EVERYWHERE)
    if not calendar.active:
        raise Conflict(_("This calendar is out of use. Take it into use first."))
    with transaction.atomic():
        former = Calendar.objects.select_for_update(of=("self",)).filter(is_default=True).exclude(pk=calendar.pk)
        for one in former:
            changes.note(actor, one, {"is_default": (True, False)})
        former.update(is_default=False)
        if Calendar.objects.filter(pk=calendar.pk, is_default=False).update(is_default=True):
            changes.note(actor, calendar, {"is_default": (False, True)})
    calendar.is_default = True


def set_day(actor: Actor, day: CalendarDay) -> CalendarDay:
    """Make a day of a calendar different. Raises Invalid for special hours without an hour."""
    actor.must(EDIT, within=EVERYWHERE)
    if day.kind != DayKind.SPECIAL:
        day.spans = ()
    elif not day.spans:
        raise Invalid.at("hours", _("Say from when to when, or make it a day off."))
    with transaction.atomic():
        saved = changes.save(actor, day)
        renew(actor, day.calendar)
    return saved


def remove_day(actor: Actor, day: CalendarDay) -> None:
    """Let the day be again what the week and the official days make of it."""
    actor.must(EDIT, within=EVERYWHERE)
    calendar = day.calendar
    with transaction.atomic():
        changes.remove(actor, day)
        renew(actor, calendar)


def renew(actor: Actor, calendar: Calendar) -> CalendarVersion | None:
    """Keep what the calendar amounts to now as a new version; None if that is what held already.

    It is told of unless it is the first, by which nothing can have been promised yet.
    """
    with transaction.atomic():
        Calendar.objects.select_for_update(of=("self",)).get(pk=calendar.pk)
        plan = deriving.plan_of(calendar)
        last = CalendarVersion.objects.filter(calendar=calendar).order_by("-number").first()
        if last and last.digest == plan.digest:
            return None
        version = CalendarVersion.objects.create(
            calendar=calendar, number=last.number + 1 if last else 1, plan_json=plan.to_json(), digest=plan.digest
        )
        if last:
            facts.announce(CalendarChanged(calendar=calendar, version=version, actor=actor))
    return version


def renew_all(calendars: Iterable[Calendar] | None = None) -> int:
    """Look whether official days have become known that change a calendar; returns how many have a new version."""
    found = {one.pk: one for one in calendars or Calendar.objects.order_by("pk")}
    tally = _RENEWED.each(found, lambda key: renew(SYSTEM, found[key]))
    tally.must_be_whole()
    return tally.done
