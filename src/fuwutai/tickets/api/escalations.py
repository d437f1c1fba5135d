"""What was told of a ticket's promises. Acknowledging is an action like any other, see `verbs`."""

from datetime import datetime

from ninja import Query

from fuwutai.core.api import paging
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Id, Output, Ref
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads
from fuwutai.service_levels import models
from fuwutai.service_levels.choices import Metric
from fuwutai.tickets import permissions
from fuwutai.tickets.api.routers import TICKETS


class TicketEscalation(Output):
    """A step that a promise reached. `round` counts its repetitions; with `passed_over` nobody was told."""

    id: int
    metric: Metric
    agreement: Ref
    step_id: int | None
    round: int
    reached_at: datetime
    told_at: datetime | None
    passed_over: bool
    acknowledged_at: datetime | None
    acknowledged_by: Ref | None


@TICKETS.get(
    "/{int:number}/escalations", auth=reads, response=Page[TicketEscalation], operation_id="listTicketEscalations",
    summary="List what was told of its promises",
)  # fmt: skip
def list_escalations(request: ActorRequest, number: Id, wanted: Query[Paging]) -> dict[str, object]:
    """The first first. For those who work on tickets; requesters hear nothing of it."""
    ticket = permissions.fetch_for_work(request.actor, number)
    found = models.Escalation.objects.filter(clock__number=ticket.pk)
    page = paging.page(request, found.select_related("clock__agreement", "acknowledged_by"), wanted, by=["id"])
    return {**page, "items": [_told(one) for one in page["items"]]}


def _told(one: models.Escalation) -> TicketEscalation:
    by = one.acknowledged_by
    return TicketEscalation(
        id=one.pk, metric=Metric(one.clock.metric), step_id=one.step_id, round=one.round, reached_at=one.reached_at,
        agreement=Ref(id=one.clock.agreement_id, name=str(one.clock.agreement)), told_at=one.told_at,
        passed_over=one.passed_over, acknowledged_at=one.acknowledged_at,
        acknowledged_by=Ref(id=by.pk, name=by.name) if by else None,
    )  # fmt: skip
