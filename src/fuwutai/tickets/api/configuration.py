"""What administrators set up for tickets: categories, priorities, reasons, codes, how long to wait."""

from typing import Annotated, Any

from django.db.models import Model, QuerySet
from ninja import Status
from pydantic import Field

from fuwutai.core.api import records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.records import Doors, Records, saved_by
from fuwutai.core.api.shapes import EXACT, Input, Output, Ref, between
from fuwutai.core.configuration.tables import cell_name
from fuwutai.people.api.answers import Named
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import configures, reads
from fuwutai.service_levels.api.back_tests import BackTest, Months, answer
from fuwutai.tickets import models, queries
from fuwutai.tickets.api.routers import CONFIGURATION
from fuwutai.tickets.choices import Degree
from fuwutai.tickets.forms import CategoryForm, PolicyForm, ResolutionCodeForm, ReturnReasonForm
from fuwutai.tickets.services import configuration as services
from fuwutai.tickets.services import trying

_CONFIGURE = "tickets.configure"
_DOORS = Doors(reads=reads, configures=configures)


class Category(Named):
    """A node of the category tree; `team` is who usually solves it, its children inherit it."""

    parent_id: int | None
    team: Ref | None
    position: int
    active: bool


class Reason(Named):
    """A line of a list that people choose from, in its order."""

    position: int
    active: bool


def _rows(model: type[Model], *related: str) -> Any:
    """Every record: whoever may report something may know what there is to choose from."""

    def rows(_actor: Actor) -> QuerySet[Any]:
        return model._default_manager.select_related(*related)

    return rows


for _records in (
    Records(
        noun="category", plural="categories", permission=_CONFIGURE, answer=Category, form=CategoryForm, by=("path",),
        reads=_rows(models.Category, "team"), changes=_rows(models.Category), save=saved_by(services.save_category),
    ),
    Records(
        noun="return_reason", plural="return_reasons", permission=_CONFIGURE, answer=Reason, form=ReturnReasonForm,
        by=("position", "id"), reads=_rows(models.ReturnReason), changes=_rows(models.ReturnReason),
        save=saved_by(services.save_return_reason),
    ),
    Records(
        noun="resolution_code", plural="resolution_codes", permission=_CONFIGURE, answer=Reason,
        form=ResolutionCodeForm, by=("position", "id"), reads=_rows(models.ResolutionCode),
        changes=_rows(models.ResolutionCode), save=saved_by(services.save_resolution_code),
    ),
):  # fmt: skip
    records.declare(CONFIGURATION, _records, _DOORS)


class Cell(Output):
    """Impact x urgency gives this priority, 1 the highest (mission C2)."""

    impact: Degree
    urgency: Degree
    priority: int


@CONFIGURATION.get(
    "/priorities", auth=reads, response=list[Cell], operation_id="listPriorities", summary="Read the priority table"
)
def list_priorities(request: ActorRequest) -> list[Cell]:
    return _cells()


class NewCell(Input):
    impact: Annotated[Degree, EXACT]
    urgency: Annotated[Degree, EXACT]
    priority: Annotated[int, between(1, 5)]


class Cells(Input):
    cells: Annotated[list[NewCell], Field(max_length=9)]


@CONFIGURATION.put(
    "/priorities", auth=configures, response=list[Cell], operation_id="setPriorities",
    summary="Change the priority table",
)  # fmt: skip
def set_priorities(request: ActorRequest, body: Sent[Cells]) -> list[Cell]:
    """Cells that are left out stay as they are; tickets that exist keep their priority."""
    services.set_priorities(request.actor, {(cell.impact, cell.urgency): cell.priority for cell in body.cells})
    return _cells()


class PriorityTrial(Cells):
    months: Months = 3


@CONFIGURATION.post(
    "/priorities/back-tests", auth=configures, response={202: BackTest}, operation_id="addPriorityBackTest",
    summary="Try another priority table on past tickets",
)  # fmt: skip
def add_priority_back_test(request: ActorRequest, body: Sent[PriorityTrial]) -> Status[dict[str, Any]]:
    """Nothing is changed; cells that are left out stay as they are."""
    cells = {(int(cell.impact), int(cell.urgency)): cell.priority for cell in body.cells}
    posted = {cell_name(*key): str(value) for key, value in {**queries.priorities(), **cells}.items()}
    return Status(202, answer(trying.try_priorities(request.actor, cells, posted=posted, months=body.months)))


def _cells() -> list[Cell]:
    table = sorted(queries.priorities().items())
    return [
        Cell(impact=Degree(impact), urgency=Degree(urgency), priority=priority) for (impact, urgency), priority in table
    ]


class Policy(Output):
    """After how many working days an unanswered solution is reminded of, and closed."""

    remind_after_days: int
    close_after_days: int


class PolicyChange(Input):
    remind_after_days: Annotated[int, between(1, 60)] | None = None
    close_after_days: Annotated[int, between(1, 90)] | None = None


@CONFIGURATION.get("/policy", auth=reads, response=Policy, operation_id="getPolicy", summary="Read how the desk runs")
def get_policy(request: ActorRequest) -> models.Policy:
    request.actor.must("workspace.enter")
    return queries.policy()


@CONFIGURATION.patch(
    "/policy", auth=configures, response=Policy, operation_id="changePolicy", summary="Change how the desk runs"
)
def change_policy(request: ActorRequest, body: Sent[PolicyChange]) -> models.Policy:
    request.actor.must(_CONFIGURE)
    form = records.clean(PolicyForm, request.actor, queries.policy(), body.model_dump(exclude_none=True))
    return services.save_policy(request.actor, form.instance)
