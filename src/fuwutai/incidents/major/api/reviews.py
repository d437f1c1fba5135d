"""The review when it is over, and its findings."""

from datetime import date
from typing import Annotated, Any

from ninja import Query, Status
from pydantic import Field

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import EXACT, Id, Input, line, prose
from fuwutai.incidents.major import models, permissions, queries
from fuwutai.incidents.major.api import answers
from fuwutai.incidents.major.api.routers import MAJOR
from fuwutai.incidents.major.choices import FindingState
from fuwutai.incidents.major.services import reviewing
from fuwutai.people import permissions as people
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes

Text = Annotated[str, prose(20_000)]


@MAJOR.get(
    "/{int:number}/review", auth=reads, response=answers.MajorReview, operation_id="getMajorReview",
    summary="Read the review",
)  # fmt: skip
def get_major_review(request: ActorRequest, number: Id) -> models.Review:
    """Empty until somebody writes it."""
    return queries.review_of(permissions.fetch(request.actor, number))


class ReviewParts(Input):
    """Parts that are left out stay as they are."""

    summary: Text | None = None
    effect: Text | None = None
    causes: Text | None = None
    went_well: Text | None = None
    went_badly: Text | None = None


@MAJOR.put(
    "/{int:number}/review", auth=writes, response=answers.MajorReview, operation_id="writeMajorReview",
    summary="Write the review",
)  # fmt: skip
def write_major_review(request: ActorRequest, number: Id, body: Sent[ReviewParts]) -> models.Review:
    return reviewing.write(request.actor, number, parts=body.model_dump(exclude_none=True))


@MAJOR.post(
    "/{int:number}/review/end", auth=writes, response=answers.MajorIncident, operation_id="finishMajorReview",
    summary="Finish the review",
)  # fmt: skip
def finish_major_review(request: ActorRequest, number: Id) -> models.MajorIncident:
    """It must say what happened and why."""
    return reviewing.finish(request.actor, number)


@MAJOR.get(
    "/findings", auth=reads, response=Page[answers.ReviewFinding], operation_id="listOpenFindings",
    summary="List open findings",
)  # fmt: skip
def list_open_findings(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """Of all the major incidents that you may see, the most urgent first."""
    return paging.page(request, queries.open_findings(request.actor), wanted, by=["due_on", "id"])


@MAJOR.get(
    "/{int:number}/findings", auth=reads, response=list[answers.ReviewFinding], operation_id="listFindings",
    summary="List the findings of a review",
)  # fmt: skip
def list_findings(request: ActorRequest, number: Id) -> list[models.Finding]:
    room = permissions.fetch(request.actor, number)
    return list(permissions.findings(request.actor).filter(major=room))


class NewReviewFinding(Input):
    text: Annotated[str, line(500, least=1)]
    owner: Id
    due_on: date = Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))


@MAJOR.post(
    "/{int:number}/findings", auth=writes, response={201: answers.ReviewFinding}, operation_id="addFinding",
    summary="Add a finding",
)  # fmt: skip
def add_finding(request: ActorRequest, number: Id, body: Sent[NewReviewFinding]) -> Status[models.Finding]:
    """Something that will be made better. Whoever sees to it is told."""
    permissions.must_manage(request.actor, permissions.fetch(request.actor, number))
    owner = people.fetch_person(request.actor, body.owner)
    made = reviewing.find(request.actor, number, text=body.text, owner=owner, due_on=body.due_on)
    return Status(201, made)


class Settlement(Input):
    state: Annotated[FindingState, EXACT]
    result: Text = ""


@MAJOR.put(
    "/findings/{int:finding}", auth=writes, response=answers.ReviewFinding, operation_id="settleFinding",
    summary="Settle a finding",
)  # fmt: skip
def settle_finding(request: ActorRequest, finding: Id, body: Sent[Settlement]) -> models.Finding:
    """Done, dropped, or open again: by whoever sees to it, or the incident manager."""
    return reviewing.settle(request.actor, finding, state=body.state, result=body.result)
