"""Agreements by program: read them, propose changes, see what would come of these, put them in force."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Status
from pydantic import Field, WithJsonSchema

from fuwutai.calendars import queries as calendars
from fuwutai.core.api import paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import EXACT, Flag, Id, Input, Output, Ref, between, line, prose
from fuwutai.core.errors import Invalid, NotFound
from fuwutai.people.api.answers import Named
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.people.tokens import configures, reads
from fuwutai.rules import conditions
from fuwutai.service_levels import drafts, models, permissions
from fuwutai.service_levels.agreements import targets
from fuwutai.service_levels.api.routers import SERVICE_LEVELS
from fuwutai.service_levels.choices import AgreementKind, Metric, Progress, Purpose, Reach, Reopening
from fuwutai.service_levels.forms.agreements import AgreementForm
from fuwutai.service_levels.permissions import CONFIGURE
from fuwutai.service_levels.services import proposing


def _words(choices: Any) -> WithJsonSchema:
    """The description names each shape once in the whole product; these words are too usual for that."""
    return WithJsonSchema({"type": "string", "enum": choices.values})


_Purpose = Annotated[Purpose, EXACT, _words(Purpose)]
_Progress = Annotated[Progress, _words(Progress)]
_Reach = Annotated[Reach, EXACT, _words(Reach)]
_Priority = Annotated[int, between(1, 5)]
_MOST_MINUTES = 10 * 366 * 24 * 60


class AgreementTarget(Output):
    """So many minutes of working time for tickets of a priority."""

    metric: Metric
    priority: int
    minutes: int


class Agreement(Named):
    """What was promised: of those of one kind the first in the order of `position` whose conditions hold."""

    kind: AgreementKind
    conditions_json: str
    team: Ref | None
    calendar: Ref
    pauses: str
    reopening: Reopening
    plan: Ref | None
    position: int
    active: bool
    since: datetime | None
    targets: list[AgreementTarget]


class AgreementTargetChange(Input):
    metric: Annotated[Metric, EXACT]
    priority: _Priority
    minutes: Annotated[int, between(1, _MOST_MINUTES)]


class AgreementChange(Input):
    """Fields that are left out stay as they are; without `agreement` a new one is proposed."""

    purpose: _Purpose = Purpose.PREVIEW
    months: Annotated[int, between(1, proposing.MOST_MONTHS)] = 3
    agreement: Id | None = None
    name_zh_hans: Annotated[str, line(120)] | None = None
    name_zh_hant: Annotated[str, line(120)] | None = None
    name_en: Annotated[str, line(120)] | None = None
    kind: Annotated[AgreementKind, EXACT] | None = None
    conditions_json: Annotated[str, prose(conditions.LONGEST)] | None = None
    team: Id | None = None
    calendar: Id | None = None
    pauses: Annotated[list[Annotated[str, line(20)]], Field(max_length=20)] | None = None
    reopening: Annotated[Reopening, EXACT] | None = None
    plan: Id | None = None
    targets: Annotated[list[AgreementTargetChange], Field(max_length=15)] | None = None
    active: Flag | None = None


class AgreementProposal(Output):
    """What somebody wants to change. `result` is there once `progress` is `ready`: for a preview the clocks that are
    kept, changed, lost, gained, late at once or in time again; for a back-test, by `metric team priority`, promises
    met and missed as it was agreed, and met and missed as proposed."""

    id: int
    purpose: _Purpose
    progress: _Progress
    months: int
    looked_at: int
    total: int | None
    reach: _Reach
    in_force_at: datetime | None
    clocks: dict[str, int]
    groups: dict[str, list[int]]
    differing: int


class AgreementForce(Input):
    """`open` lets the clocks of open tickets follow, `new` is for tickets from now on."""

    reach: _Reach = Reach.OPEN


@SERVICE_LEVELS.get(
    "/agreements", auth=reads, response=Page[Agreement], operation_id="listAgreements", summary="List agreements"
)
def list_agreements(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """Those of each kind in their order, those out of use too."""
    found = permissions.agreements(request.actor)
    page = paging.page(request, found, wanted, by=["kind", "position", "id"])
    return {**page, "items": [_agreement(one) for one in page["items"]]}


@SERVICE_LEVELS.get(
    "/agreements/{int:record}", auth=reads, response=Agreement, operation_id="getAgreement", summary="Read an agreement"
)
def get_agreement(request: ActorRequest, record: Id) -> dict[str, Any]:
    return _agreement(records.fetch(permissions.agreements(request.actor), record))


def _agreement(one: models.Agreement) -> dict[str, Any]:
    names = [field for field in Agreement.model_fields if field != "targets"]
    known = sorted(targets([one.pk]).get(one.pk, {}).items())
    rows = [{"metric": metric, "priority": level, "minutes": minutes} for (metric, level), minutes in known]
    return {**{name: getattr(one, name) for name in names}, "targets": rows}


@SERVICE_LEVELS.post(
    "/agreement-proposals", auth=configures, response={202: AgreementProposal}, operation_id="addAgreementProposal",
    summary="Propose another agreement",
)  # fmt: skip
def add_proposal(request: ActorRequest, body: Sent[AgreementChange]) -> Status[dict[str, Any]]:
    """Nothing is changed yet. Read the proposal again until its `progress` is `ready`, then put it in force."""
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    sent = body.model_dump(mode="json", exclude_unset=True)
    record = _meant(request.actor, body.agreement)
    if "active" in sent:
        proposed = {record.pk or drafts.NEW: {"active": sent["active"]}}
    else:
        form = records.clean(AgreementForm, request.actor, record, _typed(sent))
        asked: Any = form
        proposed = proposing.edited(form.instance, asked.values)
    made = proposing.propose(request.actor, proposed, purpose=body.purpose, months=body.months)
    return Status(202, _proposal(made))


def _meant(actor: Actor, pk: int | None) -> models.Agreement:
    if not pk:
        return models.Agreement(calendar=calendars.calendars().first())
    try:
        return permissions.fetch_agreement(actor, pk)
    except NotFound as refusal:
        raise Invalid.at("agreement", refusal.sentence) from None


def _typed(sent: dict[str, Any]) -> dict[str, Any]:
    """The body as the form of the page would send it; targets are replaced as a whole."""
    found = {name: value for name, value in sent.items() if name in AgreementForm.Meta.fields}
    if "targets" in sent:
        found |= {f"{metric}_{level}": "" for metric in Metric for level in range(1, 6)}
        found |= {f"{one['metric']}_{one['priority']}": f"{one['minutes']} min" for one in sent["targets"]}
    return found


@SERVICE_LEVELS.get(
    "/agreement-proposals/{int:proposal}", auth=reads, response=AgreementProposal,
    operation_id="getAgreementProposal", summary="Read what would come of a proposal",
)  # fmt: skip
def get_proposal(request: ActorRequest, proposal: Id) -> dict[str, Any]:
    return _proposal(permissions.fetch_proposal(request.actor, proposal))


@SERVICE_LEVELS.post(
    "/agreement-proposals/{int:proposal}/force", auth=configures, response=AgreementProposal,
    operation_id="forceAgreementProposal", summary="Put a proposal in force",
)  # fmt: skip
def force_proposal(request: ActorRequest, proposal: Id, body: Sent[AgreementForce]) -> dict[str, Any]:
    found = permissions.fetch_proposal(request.actor, proposal)
    return _proposal(proposing.put_in_force(request.actor, found, reach=body.reach))


def _proposal(found: models.Proposal) -> dict[str, Any]:
    names = [name for name in AgreementProposal.model_fields if hasattr(found, name)]
    sums = {name: found.result.get(name, {}) for name in ("clocks", "groups")}
    return {**{name: getattr(found, name) for name in names}, **sums, "differing": found.result.get("differing", 0)}
