"""Who is on duty, and the rosters that say so."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query, Status
from pydantic import BaseModel, Field

from fuwutai.core import clock
from fuwutai.core.api import paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Flag, Id, Ids, Input, Moment, between
from fuwutai.core.errors import Invalid
from fuwutai.duty import permissions, queries, services
from fuwutai.duty.api import answers
from fuwutai.duty.api.routers import DUTY
from fuwutai.duty.forms import RosterForm
from fuwutai.duty.models import Roster
from fuwutai.duty.services import Slot, Wishes
from fuwutai.people.doors import ActorRequest
from fuwutai.people.models import Team
from fuwutai.people.tokens import configures, reads, writes

_LONGEST = timedelta(days=62)
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class When(BaseModel):
    at: Moment | None = Field(default=None, description="By default now.")


@DUTY.get(
    "/on-duty", auth=reads, response=list[answers.OnDuty], operation_id="listOnDuty", summary="Who is on duty?"
)  # fmt: skip
def list_on_duty(request: ActorRequest, wanted: Query[When]) -> list[Any]:
    """Every team that you see, in one answer."""
    return queries.board(permissions.teams(request.actor).order_by("line", "pk"), wanted.at or clock.now())


class Window(BaseModel):
    start: Moment | None = Field(default=None, description="By default now.")
    end: Moment | None = Field(default=None, description="By default a week after the start; at most 62 days.")

    @property
    def span(self) -> tuple[datetime, datetime]:
        start = self.start or clock.now()
        end = self.end or start + timedelta(days=7)
        if end <= start or end - start > _LONGEST:
            raise Invalid.at("end", _("The end has to come after the start, by 62 days at most."))
        return start, end


class WantedDuties(Paging, Window):
    pass


@DUTY.get(
    "/teams/{int:team}/duties", auth=reads, response=Page[answers.Duty], operation_id="listDuties",
    summary="List the duties of a team",
)  # fmt: skip
def list_duties(request: ActorRequest, team: Id, wanted: Query[WantedDuties]) -> dict[str, Any]:
    """As they were planned, in any part within the window. `listPresences` follows absences to the stand-ins."""
    found = permissions.fetch_team(request.actor, team)
    start, end = wanted.span
    duties = permissions.duties(request.actor).filter(team=found, start__lt=end, end__gt=start)
    return paging.page(request, duties, wanted, by=["start", "id"])


@DUTY.get(
    "/teams/{int:team}/presences", auth=reads, response=list[answers.Presence], operation_id="listPresences",
    summary="List who is really there",
)  # fmt: skip
def list_presences(request: ActorRequest, team: Id, wanted: Query[Window]) -> list[Any]:
    found = permissions.fetch_team(request.actor, team)
    return queries.presences(found.pk, *wanted.span)


@DUTY.get(
    "/teams/{int:team}/gaps", auth=reads, response=list[answers.Gap], operation_id="listGaps",
    summary="List promised hours that nobody covers",
)  # fmt: skip
def list_gaps(request: ActorRequest, team: Id, wanted: Query[Window]) -> list[answers.Gap]:
    """Against the calendar of the roster, or the default calendar."""
    found = permissions.fetch_team(request.actor, team)
    start, end = wanted.span
    hours = queries.promised(found)
    gaps = queries.uncovered(found.pk, hours, start, end) if hours else []
    return [answers.Gap(start=since, end=until) for since, until in gaps]


class DutyBody(Input):
    """Either a `shift` on a local `day`, or `start` and `end`."""

    person: Id
    shift: Id | None = None
    day: Day | None = None
    start: Moment | None = None
    end: Moment | None = None


@DUTY.post(
    "/teams/{int:team}/duties", auth=writes, response={201: answers.Duty}, operation_id="addDuty",
    summary="Put somebody on duty",
)  # fmt: skip
def add_duty(request: ActorRequest, team: Id, body: Sent[DutyBody]) -> Status[Any]:
    found = permissions.fetch_team(request.actor, team)
    permissions.must_plan(request.actor, found)
    return Status(201, services.plan(request.actor, found, _slot(request, found, body)))


@DUTY.put(
    "/duties/{int:duty}", auth=writes, response=answers.Duty, operation_id="changeDuty", summary="Change a duty"
)  # fmt: skip
def change_duty(request: ActorRequest, duty: Id, body: Sent[DutyBody]) -> Any:
    found = permissions.fetch_duty(request.actor, duty)
    permissions.must_plan(request.actor, found.team)
    return services.move(request.actor, found, _slot(request, found.team, body))


@DUTY.delete(
    "/duties/{int:duty}", auth=writes, response={204: None}, operation_id="removeDuty", summary="Take somebody off duty"
)  # fmt: skip
def remove_duty(request: ActorRequest, duty: Id) -> Status[None]:
    services.clear(request.actor, permissions.fetch_duty(request.actor, duty))
    return Status(204, None)


class Pattern(Input):
    """A pattern of weeks from the local day `first` on."""

    way: Literal["weekly", "daily", "copy"]
    first: Day
    weeks: Annotated[int, between(1, 26)]
    on: Literal["workdays", "all", "off"] = "all"
    shifts: Annotated[Ids, Field(default_factory=list)]
    persons: Annotated[Ids, Field(default_factory=list)]


@DUTY.post(
    "/teams/{int:team}/rollout/draft", auth=writes, response=answers.Draft, operation_id="draftRollout",
    summary="See what a pattern would plan",
)  # fmt: skip
def draft_rollout(request: ActorRequest, team: Id, body: Sent[Pattern]) -> Any:
    """Absences and days off are respected; nothing is planned."""
    found = permissions.fetch_team(request.actor, team)
    permissions.must_plan(request.actor, found)
    return services.draft(request.actor, found, _wishes(request, found, body))


@DUTY.post(
    "/teams/{int:team}/rollout", auth=writes, response={201: list[answers.Duty]}, operation_id="rollOut",
    summary="Plan weeks from a pattern",
)  # fmt: skip
def roll_out(request: ActorRequest, team: Id, body: Sent[Pattern]) -> Status[list[Any]]:
    found = permissions.fetch_team(request.actor, team)
    permissions.must_plan(request.actor, found)
    return Status(201, services.roll_out(request.actor, found, _wishes(request, found, body)))


class RosterBody(Input):
    active: Flag
    calendar: Id | None = None


@DUTY.put(
    "/teams/{int:team}/roster", auth=configures, response=answers.Roster, operation_id="setRoster",
    summary="Say whether the roster counts, and which hours it covers",
)  # fmt: skip
def set_roster(request: ActorRequest, team: Id, body: Sent[RosterBody]) -> Any:
    found = permissions.fetch_team(request.actor, team)
    permissions.must_plan(request.actor, found)
    record = getattr(found, "roster", None) or Roster(team=found)
    form = records.clean(RosterForm, request.actor, record, {"active": body.active, "calendar": body.calendar})
    return services.save_roster(request.actor, form.instance)


def _slot(request: ActorRequest, team: Team, body: DutyBody) -> Slot:
    person = team.members.filter(pk=body.person).first()
    if person is None:
        raise Invalid.at("person", _("There is no such person in this team."))
    if body.shift is not None:
        shift = permissions.shifts(request.actor).filter(pk=body.shift, active=True).first()
        if shift is None:
            raise Invalid.at("shift", _("There is no such shift in use."))
        if body.day is None:
            raise Invalid.at("day", _("Name the day on which the shift begins."))
        start, end = shift.on(body.day)
        return Slot(person, start, end, shift)
    if body.start is None or body.end is None:
        raise Invalid.at("start", _("Give a shift with its day, or start and end."))
    return Slot(person, body.start, body.end)


def _wishes(request: ActorRequest, team: Team, body: Pattern) -> Wishes:
    shifts = permissions.shifts(request.actor).filter(active=True).in_bulk(body.shifts)
    persons = team.members.filter(active=True).in_bulk(body.persons)
    for name, wanted, found in (("shifts", body.shifts, shifts), ("persons", body.persons, persons)):
        if set(wanted) - found.keys() or (body.way != "copy" and not wanted):
            raise Invalid.at(name, _("Name at least one, all of them known here and in use."))
    chosen = tuple(shifts[pk] for pk in body.shifts), tuple(persons[pk] for pk in body.persons)
    return Wishes(body.way, body.first, body.weeks, body.on, *chosen)
