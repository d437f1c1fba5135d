"""Calendars by program: their weeks and days, what a year looks like, when a promise is due."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Query, Router, Status
from pydantic import BaseModel, Field, model_validator

from fuwutai.calendars import converters as converters
from fuwutai.calendars import hours, models, permissions, picture, queries, services
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.forms import WEEKDAYS, CalendarForm, DayForm
from fuwutai.calendars.working import NeverOpen
from fuwutai.core import clock
from fuwutai.core.api import paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.records import Doors, Records, saved_by
from fuwutai.core.api.shapes import EXACT, Flag, Id, Input, Moment, Output, line
from fuwutai.core.configuration import changes
from fuwutai.core.errors import NotFound
from fuwutai.people.api.answers import Named
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import configures, reads

CALENDARS = Router(tags=["Working time"])


class Calendar(Named):
    """Hours of a week in a zone, each day as text like `09:00-12:00, 13:30-18:00`, with official days of a country."""

    zone: str
    country: str
    subdivision: str
    monday: str
    tuesday: str
    wednesday: str
    thursday: str
    friday: str
    saturday: str
    sunday: str
    is_default: bool
    active: bool

    @model_validator(mode="before")
    @classmethod
    def _with_week(cls, value: Any) -> Any:
        if not isinstance(value, models.Calendar):
            return value
        own = {name: getattr(value, name) for name in cls.model_fields if name not in WEEKDAYS}
        week = {name: hours.written(spans) for name, spans in zip(WEEKDAYS, value.week, strict=True)}
        return own | week


records.declare(
    CALENDARS,
    Records(
        noun="calendar", plural="calendars", permission=permissions.EDIT, answer=Calendar, form=CalendarForm,
        reads=permissions.visible, changes=permissions.editable, save=saved_by(services.save_calendar),
    ),
    Doors(reads=reads, configures=configures),
)  # fmt: skip


@CALENDARS.post(
    "/calendars/{int:record}/default", auth=configures, response=Calendar, operation_id="makeCalendarDefault",
    summary="Make a calendar the default",
)  # fmt: skip
def make_calendar_default(request: ActorRequest, record: Id) -> models.Calendar:
    found = permissions.fetch(request.actor, record)
    services.make_default(request.actor, found)
    return found


class CalendarVersion(Output):
    """What a calendar amounted to from `made_at` on; clocks refer to it, and it never changes."""

    id: int
    number: int
    made_at: datetime
    digest: str


@CALENDARS.get(
    "/calendars/{int:record}/versions", auth=reads, response=Page[CalendarVersion], operation_id="listCalendarVersions",
    summary="List the versions of a calendar",
)  # fmt: skip
def list_calendar_versions(request: ActorRequest, record: Id, wanted: Query[Paging]) -> dict[str, Any]:
    versions = _visible(request, record).versions.all()
    return paging.page(request, versions, wanted, by=("-number",))


class OwnDay(Output):
    """A day that somebody made different; a yearly one is named by its date in 2000."""

    day: date
    yearly: bool
    kind: DayKind
    hours: str
    name: str

    @model_validator(mode="before")
    @classmethod
    def _with_hours(cls, value: Any) -> Any:
        if not isinstance(value, models.CalendarDay):
            return value
        own = {name: getattr(value, name) for name in cls.model_fields if name != "hours"}
        return own | {"hours": hours.written(value.spans)}


@CALENDARS.get(
    "/calendars/{int:record}/days", auth=reads, response=Page[OwnDay], operation_id="listCalendarDays",
    summary="List the days changed by hand",
)  # fmt: skip
def list_calendar_days(request: ActorRequest, record: Id, wanted: Query[Paging]) -> dict[str, Any]:
    return paging.page(request, _visible(request, record).days.all(), wanted, by=("day", "id"))


class NewDay(Input):
    kind: Annotated[DayKind, EXACT]
    hours: Annotated[str, line(200)] = ""
    name: Annotated[str, line(120)] = ""
    yearly: Flag = False


@CALENDARS.put(
    "/calendars/{int:record}/days/{calendar_day:day}", auth=configures, response=OwnDay,
    operation_id="setCalendarDay", summary="Make a day different",
)  # fmt: skip
def set_calendar_day(request: ActorRequest, record: Id, day: date, body: Sent[NewDay]) -> models.CalendarDay:
    """A day off, worked as usual, or with special `hours`; once, or with `yearly` on this date of every year."""
    calendar = permissions.fetch(request.actor, record)
    own = picture.own_day(list(calendar.days.all()), day) or models.CalendarDay(calendar=calendar, day=day)
    seen = changes.fingerprint(own) if own.pk else ""
    now = picture.day_of(calendar, day)
    form = DayForm({**body.model_dump(), "seen": seen}, instance=own, actor=request.actor, now=now)
    if not form.is_valid():
        records.refuse(form)
    return services.set_day(request.actor, form.instance)


@CALENDARS.delete(
    "/calendars/{int:record}/days/{calendar_day:day}", auth=configures, response={204: None},
    operation_id="removeCalendarDay", summary="Take a change by hand back",
)  # fmt: skip
def remove_calendar_day(request: ActorRequest, record: Id, day: date) -> Status[None]:
    """The day is again what the week and the official days make of it."""
    calendar = permissions.fetch(request.actor, record)
    own = picture.own_day(list(calendar.days.all()), day)
    if own is None:
        raise NotFound(picture.AS_IT_IS)
    services.remove_day(request.actor, own)
    return Status(204, None)


class DayOfYear(Output):
    """A day of a year: worked, rest, holiday, make_up or special, and why."""

    day: date
    tone: str
    meaning: str
    is_own: bool


class YearOf(Output):
    """`undecided` tells that the official days of the year have not been published yet."""

    number: int
    workdays: int
    undecided: bool
    days: list[DayOfYear]


class WhichYear(BaseModel):
    year: int | None = Field(default=None, ge=2000, le=2099, description="By default the present one.")


@CALENDARS.get(
    "/calendars/{int:record}/year", auth=reads, response=YearOf, operation_id="getCalendarYear",
    summary="Read what the days of a year are",
)  # fmt: skip
def get_calendar_year(request: ActorRequest, record: Id, wanted: Query[WhichYear]) -> picture.Year:
    """Official days are known for a run of years around now; a year beyond is answered with the nearest of them."""
    return picture.year_of(_visible(request, record), wanted.year or clock.now().year)


class Promise(BaseModel):
    minutes: int = Field(default=240, ge=1, le=100_000, description="How long the promise is, in working time.")
    made: Moment | None = Field(default=None, description="When it is made; by default now.")


class PromiseDue(Output):
    """When the promise is due; null when the calendar has no hours left to keep it in."""

    made: datetime
    minutes: int
    due: datetime | None


@CALENDARS.get(
    "/calendars/{int:record}/due", auth=reads, response=PromiseDue, operation_id="reckonCalendarPromise",
    summary="Reckon when a promise would be due",
)  # fmt: skip
def reckon_calendar_promise(request: ActorRequest, record: Id, wanted: Query[Promise]) -> PromiseDue:
    working = queries.working_time(queries.current(_visible(request, record).pk).pk)
    made = wanted.made or clock.now()
    try:
        due = working.add(made, wanted.minutes * 60)
    except NeverOpen:
        return PromiseDue(made=made, minutes=wanted.minutes, due=None)
    return PromiseDue(made=made, minutes=wanted.minutes, due=due)


def _visible(request: ActorRequest, pk: int) -> models.Calendar:
    found: models.Calendar = records.fetch(permissions.visible(request.actor), pk)
    return found
