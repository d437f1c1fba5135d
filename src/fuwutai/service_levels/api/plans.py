"""Escalation plans and their steps."""

from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Query, Status
from pydantic import Field, WithJsonSchema

from fuwutai.core.api import paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.records import Doors, Records, saved_by
from fuwutai.core.api.shapes import EXACT, Flag, Id, Input, Output, Ref, between, line
from fuwutai.notices.api import Way
from fuwutai.notices.choices import Channel
from fuwutai.people.api.answers import Named
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.people.tokens import configures, reads
from fuwutai.service_levels import models, permissions
from fuwutai.service_levels.api.routers import SERVICE_LEVELS
from fuwutai.service_levels.choices import Audience, Metric
from fuwutai.service_levels.forms.plans import PlanForm, Side, StepForm
from fuwutai.service_levels.permissions import CONFIGURE
from fuwutai.service_levels.services import plans as services

# Tickets have audiences too; in the description each name stands for one shape.
Told = Annotated[Audience, EXACT, WithJsonSchema({"type": "string", "enum": Audience.values})]
_MONTH = 31 * 24 * 60


class EscalationPlan(Named):
    """Who hears of a promise before and after it is broken; agreements choose one."""

    active: bool


class EscalationStep(Output):
    """Reached when `share` per cent of the time are used, `minutes` of working time later or earlier than that.

    Without a `metric` it holds for every promise. `hand_to` is a group that it goes to then.
    """

    id: int
    metric: Metric | None
    share: int
    minutes: int
    side: Side
    to: list[Told]
    ways: list[Way]
    rooms: list[str]
    hand_to: Ref | None
    repeat_minutes: int
    repeat_times: int
    unless_acknowledged: bool


class StepChange(Input):
    metric: Annotated[Metric, EXACT] | None = None
    share: Annotated[int, between(0, 1000)] | None = None
    minutes: Annotated[int, between(0, _MONTH)] | None = None
    side: Annotated[Side, EXACT] | None = None
    to: Annotated[list[Told], Field(max_length=20)] | None = None
    ways: Annotated[list[Way], Field(max_length=10)] | None = None
    rooms: Annotated[list[Annotated[str, line(40, least=1)]], Field(max_length=10)] | None = None
    hand_to: Id | None = None
    repeat_minutes: Annotated[int, between(0, 32_767)] | None = None
    repeat_times: Annotated[int, between(0, 20)] | None = None
    unless_acknowledged: Flag | None = None


class NewStep(StepChange):
    share: Annotated[int, between(0, 1000)]


def _plans(actor: Actor) -> QuerySet[models.Plan]:
    return permissions.plans(actor)


records.declare(
    SERVICE_LEVELS,
    Records(
        noun="escalation_plan", plural="escalation_plans", permission=CONFIGURE, answer=EscalationPlan, form=PlanForm,
        reads=_plans, changes=_plans, save=saved_by(services.save_plan),
    ),
    Doors(reads=reads, configures=configures),
)  # fmt: skip


@SERVICE_LEVELS.get(
    "/escalation-plans/{int:record}/steps", auth=reads, response=Page[EscalationStep],
    operation_id="listEscalationSteps", summary="List the steps of a plan",
)  # fmt: skip
def list_steps(request: ActorRequest, record: Id, wanted: Query[Paging]) -> dict[str, Any]:
    plan: models.Plan = records.fetch(_plans(request.actor), record)
    page = paging.page(request, plan.steps.select_related("hand_to"), wanted, by=["id"])
    return {**page, "items": [_answer(step) for step in page["items"]]}


@SERVICE_LEVELS.post(
    "/escalation-plans/{int:record}/steps", auth=configures, response={201: EscalationStep},
    operation_id="addEscalationStep", summary="Add a step to a plan",
)  # fmt: skip
def add_step(request: ActorRequest, record: Id, body: Sent[NewStep]) -> Status[EscalationStep]:
    """Clocks that are on follow it; nobody is told of what is past by then."""
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    plan: models.Plan = records.fetch(_plans(request.actor), record)
    return Status(201, _saved(request.actor, models.Step(plan=plan), body))


@SERVICE_LEVELS.patch(
    "/escalation-steps/{int:step}", auth=configures, response=EscalationStep, operation_id="changeEscalationStep",
    summary="Change a step",
)  # fmt: skip
def change_step(request: ActorRequest, step: Id, body: Sent[StepChange]) -> EscalationStep:
    """Fields that are left out stay as they are. A step that is moved ahead of a clock is reached by it again."""
    return _saved(request.actor, permissions.fetch_step(request.actor, step), body)


@SERVICE_LEVELS.delete(
    "/escalation-steps/{int:step}", auth=configures, response={204: None}, operation_id="removeEscalationStep",
    summary="Remove a step",
)  # fmt: skip
def remove_step(request: ActorRequest, step: Id) -> Status[None]:
    services.remove_step(request.actor, permissions.fetch_step(request.actor, step))
    return Status(204, None)


def _saved(actor: Actor, step: models.Step, body: StepChange) -> EscalationStep:
    sent = {name: "" if value is None else value for name, value in body.model_dump(exclude_unset=True).items()}
    form = records.clean(StepForm, actor, step, sent)
    return _answer(services.save_step(actor, form.instance))


def _answer(step: models.Step) -> EscalationStep:
    return EscalationStep(
        id=step.pk, metric=Metric(step.metric) if step.metric else None, share=step.share, minutes=abs(step.minutes),
        side=Side.BEFORE if step.minutes < 0 else Side.AFTER, to=[Audience(who) for who in step.audiences],
        ways=[Channel(way) for way in step.channels], rooms=step.rooms.split(),
        hand_to=Ref(id=step.hand_to.pk, name=str(step.hand_to)) if step.hand_to else None,
        repeat_minutes=step.repeat_minutes, repeat_times=step.repeat_times,
        unless_acknowledged=step.unless_acknowledged,
    )  # fmt: skip
