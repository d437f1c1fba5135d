"""Back-tests by program: what other hours or tables would have meant for the tickets of the last months."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Status

from fuwutai.calendars import permissions as calendars
from fuwutai.calendars.forms import CalendarForm
from fuwutai.core.api import paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Id, Input, Output, Ref, between, line
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import configures, reads
from fuwutai.service_levels import back_tests, models, permissions, trials
from fuwutai.service_levels.api.routers import SERVICE_LEVELS
from fuwutai.service_levels.choices import AgreementKind, Kept, Metric, Progress, Subject
from fuwutai.service_levels.services import proposing

Months = Annotated[int, between(1, proposing.MOST_MONTHS)]
_Day = Annotated[str, line(200)]


class BackTestSum(Output):
    """Promises of one sort in one group (`team` 0: none) and priority that were met and missed, now and as proposed."""

    metric: Metric
    kind: AgreementKind
    team: int
    priority: int
    met: int
    missed: int
    met_as_proposed: int
    missed_as_proposed: int


class BackTest(Output):
    """What is tried, and what came of it so far; `progress` is `ready` once every ticket was looked at."""

    id: int
    subject: Subject
    progress: Progress
    months: int
    looked_at: int
    total: int | None
    differing: int
    sums: list[BackTestSum]


class BackTestDifference(Output):
    """A promise about a ticket that would have come out otherwise."""

    number: int
    kind: AgreementKind
    metric: Metric
    team: Ref | None
    priority: int
    before: Kept
    after: Kept
    due_before: datetime | None
    due_after: datetime | None


class CalendarTrial(Input):
    """Other hours; what is left out stays as it is. Each day is text like `09:00-12:00, 13:30-18:00`."""

    months: Months = 3
    zone: Annotated[str, line(40)] | None = None
    country: Annotated[str, line(2)] | None = None
    subdivision: Annotated[str, line(10)] | None = None
    monday: _Day | None = None
    tuesday: _Day | None = None
    wednesday: _Day | None = None
    thursday: _Day | None = None
    friday: _Day | None = None
    saturday: _Day | None = None
    sunday: _Day | None = None


@SERVICE_LEVELS.post(
    "/calendars/{int:record}/back-tests", auth=configures, response={202: BackTest},
    operation_id="addCalendarBackTest", summary="Try other hours on past tickets",
)  # fmt: skip
def add_calendar_back_test(request: ActorRequest, record: Id, body: Sent[CalendarTrial]) -> Status[dict[str, Any]]:
    """Nothing is changed. Read the back-test again until its `progress` is `ready`."""
    found = calendars.fetch(request.actor, record)
    sent = body.model_dump(exclude_unset=True, exclude_none=True)
    months = sent.pop("months", 3)
    form = records.clean(CalendarForm, request.actor, found, sent)
    posted = {name: str(form.data.get(name, "")) for name in form.fields}
    made = trials.try_calendar(request.actor, form.instance, posted=posted, months=months)
    return Status(202, answer(made))


@SERVICE_LEVELS.get(
    "/back-tests/{int:proposal}", auth=reads, response=BackTest, operation_id="getBackTest", summary="Read a back-test"
)
def get_back_test(request: ActorRequest, proposal: Id) -> dict[str, Any]:
    return answer(permissions.fetch_proposal(request.actor, proposal))


@SERVICE_LEVELS.get(
    "/back-tests/{int:proposal}/differences", auth=reads, response=Page[BackTestDifference],
    operation_id="listBackTestDifferences", summary="List the tickets of a back-test",
)  # fmt: skip
def list_differences(request: ActorRequest, proposal: Id, wanted: Query[Paging]) -> dict[str, Any]:
    """What comes out differently, of the tickets that you may see, the newest first."""
    found = permissions.differences(request.actor, permissions.fetch_proposal(request.actor, proposal))
    return paging.page(request, found, wanted, by=["-number", "id"])


def answer(found: models.Proposal) -> dict[str, Any]:
    own = {name: getattr(found, name) for name in BackTest.model_fields if hasattr(found, name)}
    return {**own, "differing": found.result.get("differing", 0), "sums": list(map(_sum, _sums(found)))}


def _sums(found: models.Proposal) -> list[back_tests.Sum]:
    """Those of a back-test; a preview of open tickets has others."""
    return back_tests.sums(found.result) if found.is_test else []


def _sum(one: back_tests.Sum) -> dict[str, Any]:
    names = ("met", "missed", "met_as_proposed", "missed_as_proposed")
    return {**vars(one), **dict(zip(names, one.numbers, strict=True))}
