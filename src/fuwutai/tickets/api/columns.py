"""How much stands in each column of a board."""

from typing import Literal

from ninja import Query

from fuwutai.core.api.shapes import Label, Output
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads
from fuwutai.tickets import lanes, queries
from fuwutai.tickets.api.routers import TICKETS
from fuwutai.tickets.api.tickets import Narrowing
from fuwutai.tickets.choices import Layout
from fuwutai.tickets.pages import board


class BoardConditions(Narrowing):
    by: Literal["state", "priority", "assignee", "team"] = "state"


class BoardColumn(Output):
    """A column: a state, a priority, or the id of a person or group. With `is_more` there are more than `count`."""

    key: str
    label: Label
    count: int
    is_more: bool


@TICKETS.get(
    "/columns", auth=reads, response=list[BoardColumn], operation_id="listColumns", summary="Count tickets by column"
)  # fmt: skip
def list_columns(request: ActorRequest, wanted: Query[BoardConditions]) -> list[BoardColumn]:
    """What a board of the tickets that fit shows; each column is counted no further than a board counts."""
    request.actor.must("workspace.enter")
    found = queries.tickets(request.actor, wanted.filter(request.actor))
    return [
        BoardColumn(
            key=lane.key, label=str(lane.label), count=min(number, board.MOST_COUNTED),
            is_more=number > board.MOST_COUNTED,
        )
        for lane in lanes.of(request.actor, Layout(wanted.by))
        for number in [board.count(found, lane)]
    ]  # fmt: skip
