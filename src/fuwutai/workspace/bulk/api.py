"""One action on many tickets by program."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router, Status
from pydantic import Field

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Id, Ids, Input, Output, line, prose
from fuwutai.core.errors import Invalid, NotFound
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes
from fuwutai.tickets.lifecycle import Verb
from fuwutai.workspace.bulk import offers, previews, services
from fuwutai.workspace.bulk.choices import Fate
from fuwutai.workspace.bulk.models import BulkAction
from fuwutai.workspace.bulk.previews import Chosen
from fuwutai.workspace.permissions import ENTER

BULK_ACTIONS = Router(tags=["Bulk actions"])
_Value = Annotated[str, prose()] | Annotated[int, Field(strict=True, ge=0, le=2**62)] | Ids | None


class BulkTicket(Input):
    number: Id
    version: int | None = Field(
        default=None, strict=True, ge=1, le=2**31 - 1,
        description="The version you looked at; the ticket is refused when it changed since.",
    )  # fmt: skip


class NewBulkAction(Input):
    """`verb` is one of `claim`, `accept`, `assign`, `classify`, `prioritise`, `reply`, `note`, `wait`, `resolve`,
    `merge`, `make_child`, `close` and `cancel`; `values` are the fields of its own operation. Or it is `macro`, with
    the id of one as its value `macro`."""

    verb: Annotated[str, line(40, least=1)]
    tickets: Annotated[list[BulkTicket], Field(min_length=1, max_length=offers.MOST)]
    values: Annotated[dict[Annotated[str, line(40)], _Value], Field(max_length=20)] = Field(default={})


class BulkOutlook(Output):
    """`refusal` says why nothing would happen to the ticket; it is empty where something would."""

    number: int
    version: int
    state: str
    refusal: str


class BulkPreview(Output):
    """`unseen` is how many of the tickets there are not, or not for you."""

    tickets: list[BulkOutlook]
    unseen: int


class BulkResult(Output):
    """`reason` says why the ticket was refused, or what could not be undone."""

    number: int = Field(validation_alias="ticket_id")
    fate: Fate
    reason: str


class BulkSummary(Output):
    """`may_undo` says whether it can still be taken back; what became of each ticket stands in the action itself."""

    id: int
    verb: str
    asked_at: datetime
    finished_at: datetime | None
    undo_until: datetime | None
    undone_at: datetime | None
    may_undo: bool


class BulkDone(BulkSummary):
    """An action with what became of each ticket."""

    tickets: list[BulkResult]


@BULK_ACTIONS.post(
    "/preview", auth=writes, response=BulkPreview, operation_id="previewBulkAction",
    summary="Preview an action on many tickets",
)  # fmt: skip
def preview(request: ActorRequest, body: Sent[NewBulkAction]) -> BulkPreview:
    """What would happen to each ticket; nothing is changed. What is refused here is left out when it is done."""
    request.actor.must(ENTER)
    found = previews.of(request.actor, _verb(body), _chosen(body.tickets), _values(body) or None)
    if body.values and found.form is not None and not found.form.is_valid():
        fields = {name: [*sentences] for name, sentences in found.form.errors.items()}
        raise Invalid(next(iter(fields.values()))[0], fields=fields)
    tickets = [
        BulkOutlook(number=each.ticket.pk, version=each.ticket.version, state=each.ticket.state, refusal=each.refusal)
        for each in found.outlooks
    ]
    return BulkPreview(tickets=tickets, unseen=found.unseen)


@BULK_ACTIONS.post(
    "", auth=writes, response={202: BulkDone}, operation_id="addBulkAction", summary="Do something to many tickets"
)  # fmt: skip
def add(request: ActorRequest, body: Sent[NewBulkAction]) -> Status[BulkDone]:
    """It is done in the background, ticket by ticket; one that is refused holds up none of the others."""
    request.actor.must(ENTER)
    action = services.start(request.actor, _verb(body).key, _chosen(body.tickets), _values(body))
    return Status(202, _answer(action))


@BULK_ACTIONS.get(
    "", auth=reads, response=Page[BulkSummary], operation_id="listBulkActions", summary="List your actions on many"
)  # fmt: skip
def list_actions(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """Your own of the last thirty days, the newest first."""
    page = paging.page(request, services.own(request.actor), wanted, by=["-id"])
    return {**page, "items": [BulkSummary(**_summed_up(action)) for action in page["items"]]}


@BULK_ACTIONS.get(
    "/{int:bulk_action}", auth=reads, response=BulkDone, operation_id="getBulkAction", summary="Read an action on many"
)  # fmt: skip
def read(request: ActorRequest, bulk_action: Id) -> BulkDone:
    """Your own; what it did stands in the story of each ticket."""
    return _answer(services.fetch(request.actor, bulk_action))


@BULK_ACTIONS.post(
    "/{int:bulk_action}/undo", auth=writes, response={202: BulkDone}, operation_id="undoBulkAction",
    summary="Undo an action on many",
)  # fmt: skip
def undo(request: ActorRequest, bulk_action: Id) -> Status[BulkDone]:
    """Within ten minutes; tickets that somebody changed since stay as they are."""
    return Status(202, _answer(services.undo(request.actor, bulk_action)))


def _answer(action: BulkAction) -> BulkDone:
    results = [BulkResult.model_validate(each) for each in action.lines.all()]
    return BulkDone(**_summed_up(action), tickets=results)


def _summed_up(action: BulkAction) -> dict[str, Any]:
    return {
        "id": action.pk, "verb": action.verb, "asked_at": action.asked_at, "finished_at": action.finished_at,
        "undo_until": action.undo_until, "undone_at": action.undone_at, "may_undo": services.may_undo(action),
    }  # fmt: skip


def _verb(body: NewBulkAction) -> Verb:
    try:
        return offers.find(body.verb)
    except NotFound as refusal:
        raise Invalid.at("verb", refusal.sentence) from None


def _chosen(tickets: Sequence[BulkTicket]) -> list[Chosen]:
    return [Chosen(each.number, each.version) for each in tickets]


def _values(body: NewBulkAction) -> dict[str, object]:
    return {name: value for name, value in body.values.items() if value is not None}
