"""Settings: calendars of working time, each edited as a week and a year."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.calendars import hours, permissions, picture, promising, queries, services, trials
from fuwutai.calendars.forms import CalendarForm, DayForm, PromiseForm
from fuwutai.calendars.models import Calendar, CalendarDay
from fuwutai.core import clock, pages, toasts, typed
from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.core.errors import Conflict, Invalid, NotFound
from fuwutai.core.htmx import go
from fuwutai.core.trees import Row
from fuwutai.people.doors import ActorRequest, permission_required

_CHANGED = "calendar-changed"
_MINUTES = 240


def _hours_a_week(row: Row) -> str:
    total = sum(end - start for spans in row.record.week for start, end in spans)
    return f"{total / 3600:g}"


CALENDARS = Setting(
    name="calendars",
    permission=permissions.EDIT,
    everywhere=True,
    icon="calendar-time",
    page="calendars:calendar",
    words=Words(
        title=_("Working time"),
        lead=_("The hours in which promises count: weeks, breaks, days off and make-up workdays."),
        new=_("New calendar"),
        empty=_("Begin with the office hours of the service desk."),
        search=_("Name"),
    ),
    form=CalendarForm,
    rows=permissions.editable,
    save=services.save_calendar,
    search=("name_zh_hans", "name_zh_hant", "name_en"),
    columns=(
        Column(_("Default"), lambda row: (_("Default"), "brand") if row.record.is_default else None, kind="tag"),
        Column(_("Time zone"), lambda row: row.record.zone),
        Column(_("Official days of"), lambda row: row.record.get_country_display()),
        Column(_("Hours a week"), _hours_a_week, kind="number"),
    ),
)


@permission_required(permissions.EDIT)
def calendar(request: ActorRequest, pk: int) -> HttpResponse:
    """A calendar: its week, and what a year of it looks like."""
    record = permissions.fetch(request.actor, pk)
    form = CalendarForm(request.POST or None, instance=record, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("then") == trials.THEN:
                return go(request, _tried(request, form))
            services.save_calendar(request.actor, record)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("“%(name)s” was saved.") % {"name": record})
            return go(request, request.path)
    part = "outcome" if request.htmx and request.method == "GET" else ""
    return pages.render(
        request, "calendars/calendar.html", _context(request, record, form), block=part,
        status=form.status,
    )  # fmt: skip


def _tried(request: ActorRequest, form: CalendarForm) -> str:
    """Begin to work out what would have come of the hours that were typed; nothing is saved."""
    posted = {name: request.POST.get(name, "") for name in form.fields}
    months = typed.number(request.POST.get("months", "")) or trials.USUAL_MONTHS
    return trials.begin(request.actor, form.instance, posted=posted, months=months)


@permission_required(permissions.EDIT)
def promise(request: ActorRequest, pk: int) -> HttpResponse:
    """When a promise that is tried would be due."""
    record = permissions.fetch(request.actor, pk)
    form = PromiseForm(request.GET)
    context = {"calendar": record, "promise": form, "example": None}
    if form.is_valid():
        working = queries.working_time(queries.current(record.pk).pk)
        made = form.cleaned_data["made"].replace(tzinfo=ZoneInfo(record.zone))
        context["example"] = promising.example(working, made, minutes=form.cleaned_data["minutes"])
    return pages.render(request, "calendars/calendar.html", context, block="promise")


@permission_required(permissions.EDIT)
def day(request: ActorRequest, pk: int, day: date) -> HttpResponse:
    """The sheet that makes a day different."""
    record = permissions.fetch(request.actor, pk)
    own, now = picture.own_day(list(record.days.all()), day), picture.day_of(record, day)
    form = DayForm(
        request.POST or None, instance=own or CalendarDay(calendar=record, day=day), actor=request.actor, now=now
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_day(request.actor, form.instance)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            return toasts.done(_("The day was saved."), _CHANGED)
    context = {"calendar": record, "form": form, "title": picture.title_of(day), "own": own, "now": now}
    return pages.render(request, "calendars/day.html", context, status=form.status)


@require_POST
@permission_required(permissions.EDIT)
def day_removal(request: ActorRequest, pk: int, day: date) -> HttpResponse:
    """Let a day be again what the week and the official days make of it."""
    record = permissions.fetch(request.actor, pk)
    own = picture.own_day(list(record.days.all()), day)
    if own is None:
        raise NotFound(picture.AS_IT_IS)
    services.remove_day(request.actor, own)
    return toasts.done(_("The day is again as the calendar has it."), _CHANGED)


@require_POST
@permission_required(permissions.EDIT)
def default(request: ActorRequest, pk: int) -> HttpResponse:
    record = permissions.fetch(request.actor, pk)
    try:
        services.make_default(request.actor, record)
    except Conflict as refusal:
        toasts.say(request, refusal.sentence, tone="bad")
    else:
        toasts.say(request, _("“%(name)s” is the default calendar now.") % {"name": record})
    return go(request, reverse("calendars:calendar", kwargs={"pk": pk}))


def _context(request: ActorRequest, record: Calendar, form: CalendarForm) -> dict[str, object]:
    # A form that was refused has already written into the record; what is shown below it is what holds.
    stored = permissions.fetch(request.actor, record.pk)
    version = queries.current(record.pk)
    working = queries.working_time(version.pk)
    made = promising.friday_evening(working.zone)
    year = typed.number(request.GET.get("year")) or clock.now().astimezone(working.zone).year
    return {
        "calendar": stored,
        "form": form,
        "version": version,
        "year": picture.year_of(stored, min(year, date.max.year)),
        "legend": picture.LEGEND,
        "today": clock.now().astimezone(working.zone).date(),
        "bars": [picture.bars(spans) for spans in stored.week],
        "own_days": list(stored.days.all()),
        "written": hours.written,
        "promise": PromiseForm(initial={"minutes": _MINUTES, "made": made.replace(tzinfo=None)}),
        "example": promising.example(working, made, minutes=_MINUTES),
        "history": queries.history(stored)[:5],
    }
