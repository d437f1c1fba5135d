"""What somebody has before them."""

from typing import Any

from ninja import Query, Status

from fuwutai.core import clock
from fuwutai.core.api import paging
from fuwutai.core.api.paging import Page, Paging
from fuwutai.duty import permissions, queries, services
from fuwutai.duty.api import answers
from fuwutai.duty.api.routers import DUTY
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself
from fuwutai.people.tokens import reads, writes


@DUTY.get(
    "/me/duties", auth=reads, response=Page[answers.Duty], operation_id="listMyDuties", summary="List your duties"
)  # fmt: skip
def list_my_duties(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """Those that are not over."""
    found = queries.duties_of(myself(request.actor), after=clock.now())
    return paging.page(request, found, wanted, by=["start", "id"])


@DUTY.get(
    "/me/calendar", auth=reads, response=answers.Feed, operation_id="getMyCalendar",
    summary="The address of your duties as a calendar",
)  # fmt: skip
def get_my_calendar(request: ActorRequest) -> answers.Feed:
    permissions.must_be_staff(request.actor)
    return answers.Feed(address=services.feed_address(myself(request.actor)))


@DUTY.post(
    "/me/calendar", auth=writes, response={201: answers.Feed}, operation_id="renewMyCalendar",
    summary="Give your calendar a new address",
)  # fmt: skip
def renew_my_calendar(request: ActorRequest) -> Status[answers.Feed]:
    """The old one shows nothing any more."""
    permissions.must_be_staff(request.actor)
    return Status(201, answers.Feed(address=services.renew_feed(myself(request.actor))))
