"""What settles classes and tolerable waiting, and why a ticket stands as it does."""

from typing import Annotated, Any

from ninja import Status
from pydantic import Field

from fuwutai.core.api import records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.records import Doors, Records, saved_by
from fuwutai.core.api.shapes import EXACT, Id, Input, Label, Output, Ref, between
from fuwutai.core.configuration.tables import cell_name
from fuwutai.people.api.answers import Named
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import configures, reads
from fuwutai.service_levels.api.back_tests import BackTest, Months, answer
from fuwutai.tickets import models, permissions
from fuwutai.tickets.api.routers import CONFIGURATION, TICKETS
from fuwutai.tickets.choices import Grade, Occasion, ServiceClass, Settled
from fuwutai.tickets.forms_grading import GradeRuleForm, MajorConditionForm, SymptomForm
from fuwutai.tickets.grading import tolerance
from fuwutai.tickets.models.grading import LONGEST_WAIT
from fuwutai.tickets.pages import why
from fuwutai.tickets.services import grading as services
from fuwutai.tickets.services import trying

_CONFIGURE = "tickets.configure"
_DOORS = Doors(reads=reads, configures=configures)


class GradeRule(Named):
    """When a ticket is urgent or major. `times` within `days` belong to the occasion `repeats`."""

    grade: Grade
    occasion: Occasion
    times: int
    days: int
    conditions_json: str
    position: int
    active: bool


class Listed(Named):
    position: int
    active: bool


def _rows(model: type[Any]) -> Any:
    def rows(_actor: Actor) -> Any:
        return model._default_manager.all()

    return rows


for _records in (
    Records(
        noun="class_rule", plural="class_rules", permission=_CONFIGURE, answer=GradeRule, form=GradeRuleForm,
        by=("position", "id"), reads=_rows(models.GradeRule), changes=_rows(models.GradeRule),
        save=saved_by(services.save_rule),
    ),
    Records(
        noun="major_condition", plural="major_conditions", permission=_CONFIGURE, answer=Listed,
        form=MajorConditionForm, by=("position", "id"), reads=_rows(models.MajorCondition),
        changes=_rows(models.MajorCondition), save=saved_by(services.save_listed),
    ),
    Records(
        noun="symptom", plural="symptoms", permission=_CONFIGURE, answer=Listed, form=SymptomForm,
        by=("position", "id"), reads=_rows(models.Symptom), changes=_rows(models.Symptom),
        save=saved_by(services.save_listed),
    ),
):  # fmt: skip
    records.declare(CONFIGURATION, _records, _DOORS)


class TolerableWait(Output):
    """With this symptom, a service of this class can be left waiting so many minutes (mission C4)."""

    symptom: int
    service_class: ServiceClass
    minutes: int


class NewWait(Input):
    symptom: Id
    service_class: Annotated[ServiceClass, EXACT]
    minutes: Annotated[int, between(1, LONGEST_WAIT)]


class Waits(Input):
    cells: Annotated[list[NewWait], Field(max_length=300)]


@CONFIGURATION.get(
    "/tolerance",
    auth=reads,
    response=list[TolerableWait],
    operation_id="listTolerance",
    summary="Read the tolerable waits",
)
def list_tolerance(request: ActorRequest) -> list[TolerableWait]:
    return _waits()


@CONFIGURATION.put(
    "/tolerance", auth=configures, response=list[TolerableWait], operation_id="setTolerance",
    summary="Change the tolerable waits",
)  # fmt: skip
def set_tolerance(request: ActorRequest, body: Sent[Waits]) -> list[TolerableWait]:
    """Cells that are left out stay as they are."""
    services.set_tolerance(
        request.actor, {(cell.symptom, int(cell.service_class)): cell.minutes for cell in body.cells}
    )
    return _waits()


class ToleranceTrial(Waits):
    months: Months = 3


@CONFIGURATION.post(
    "/tolerance/back-tests", auth=configures, response={202: BackTest}, operation_id="addToleranceBackTest",
    summary="Try other tolerable waits on past tickets",
)  # fmt: skip
def add_tolerance_back_test(request: ActorRequest, body: Sent[ToleranceTrial]) -> Status[dict[str, Any]]:
    """Nothing is changed; cells that are left out stay as they are."""
    cells = {(cell.symptom, int(cell.service_class)): cell.minutes for cell in body.cells}
    posted = {cell_name(*key): str(value) for key, value in {**tolerance.table(), **cells}.items()}
    return Status(202, answer(trying.try_tolerance(request.actor, cells, posted=posted, months=body.months)))


def _waits() -> list[TolerableWait]:
    table = sorted(tolerance.table().items())
    return [TolerableWait(symptom=key[0], service_class=ServiceClass(key[1]), minutes=value) for key, value in table]


class Explanation(Output):
    """Why a field stands as it does. `by` and `reason` are those of the person who settled it, if one did."""

    field: Settled
    value: Label
    rule: Label
    inputs: dict[str, Label]
    lost: list[Label]
    by: Ref | None
    reason: str


@TICKETS.get(
    "/{int:number}/reasons", auth=reads, response=list[Explanation], operation_id="listReasons",
    summary="Why priority, class and service class are as they are",
)  # fmt: skip
def list_reasons(request: ActorRequest, number: Id) -> list[Explanation]:
    """In your language; only for those who work on tickets."""
    ticket = permissions.fetch_for_work(request.actor, number)
    return [_reason(why.of(request.actor, ticket, field)) for field in Settled]


def _reason(found: why.Why) -> Explanation:
    held = found.override
    return Explanation(
        field=found.field, value=found.value, rule=found.rule.words, inputs=dict(found.inputs),
        lost=[f"{one.value}: {one.rule.words}" for one in found.lost],
        by=Ref.model_validate(held.author) if held and held.author else None, reason=held.reason if held else "",
    )  # fmt: skip
