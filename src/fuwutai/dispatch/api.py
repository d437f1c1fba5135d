"""Dispatching by program: rules and their trials, capacities, who is free, what became of what rules sent."""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status
from pydantic import Field

from fuwutai.core.api import paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.records import Doors, Records, saved_by
from fuwutai.core.api.shapes import Flag, Id, Input, Output, QueryId, Ref, between
from fuwutai.core.errors import Invalid
from fuwutai.dispatch import doubts, models, permissions, trials
from fuwutai.dispatch.choices import PlacementOutcome, TrialState, Way
from fuwutai.dispatch.choosing import Candidate, is_free
from fuwutai.dispatch.forms import CapacityForm, DispatchRuleForm, PolicyForm
from fuwutai.dispatch.queries import outcomes, people
from fuwutai.dispatch.queries.policy import in_force, policy
from fuwutai.dispatch.roles import CONFIGURE
from fuwutai.dispatch.services import configuration as services
from fuwutai.dispatch.services import trying
from fuwutai.dispatch.trials import Line
from fuwutai.people.api.answers import Named
from fuwutai.people.doors import ActorRequest
from fuwutai.people.models import Team
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.people.tokens import configures, reads
from fuwutai.rules import conditions
from fuwutai.tickets.conditions import TICKETS

DISPATCH = Router(tags=["Dispatching"])
_DOORS = Doors(reads=reads, configures=configures)
_Days = Annotated[int, Field(ge=1, le=365)]


class DispatchRule(Named):
    """Tickets whose conditions hold go to `team`, and there to whom `way` finds; the first that holds counts."""

    conditions_json: str
    team: Ref
    way: Way
    skill: Ref | None
    level: int
    position: int
    active: bool


class Capacity(Output):
    """How many open tickets a person, or everybody in a team, gets by dispatching at most."""

    id: int
    team: Ref | None
    person: Ref | None
    most: int


records.declare(
    DISPATCH,
    Records(
        noun="dispatch_rule", plural="dispatch_rules", permission=CONFIGURE, answer=DispatchRule, form=DispatchRuleForm,
        by=("position", "id"), reads=permissions.rules, changes=permissions.rules, save=saved_by(services.save_rule),
    ),
    _DOORS,
)  # fmt: skip
_CAPACITIES = Records(
    noun="capacity", plural="capacities", permission=CONFIGURE, answer=Capacity, form=CapacityForm,
    reads=permissions.capacities, changes=permissions.capacities, save=saved_by(services.save_capacity),
)  # fmt: skip
records.declare(DISPATCH, _CAPACITIES, _DOORS)


@DISPATCH.delete(
    "/capacities/{int:record}", auth=configures, response={204: None}, operation_id="removeCapacity",
    summary="Remove a capacity",
)  # fmt: skip
def remove_capacity(request: ActorRequest, record: Id) -> Status[None]:
    services.remove_capacity(request.actor, records.fetch(permissions.capacities(request.actor), record))
    return Status(204, None)


class DispatchPolicy(Output):
    """What dispatching does beside the rules; times are in working minutes."""

    by_category: bool
    most_returns: int
    hands_back: bool
    warn_after: int
    warn_after_pressing: int
    back_after: int


_Minutes = Annotated[int, between(1, 30_000)]


class DispatchPolicyChange(Input):
    by_category: Flag | None = None
    most_returns: Annotated[int, between(1, 20)] | None = None
    hands_back: Flag | None = None
    warn_after: _Minutes | None = None
    warn_after_pressing: _Minutes | None = None
    back_after: _Minutes | None = None


@DISPATCH.get(
    "/dispatch-policy", auth=reads, response=DispatchPolicy, operation_id="getDispatchPolicy",
    summary="Read how dispatching works",
)  # fmt: skip
def get_policy(request: ActorRequest) -> models.Policy:
    permissions.rules(request.actor)
    return policy()


@DISPATCH.patch(
    "/dispatch-policy", auth=configures, response=DispatchPolicy, operation_id="changeDispatchPolicy",
    summary="Change how dispatching works",
)  # fmt: skip
def change_policy(request: ActorRequest, body: Sent[DispatchPolicyChange]) -> models.Policy:
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    form = records.clean(PolicyForm, request.actor, policy(), body.model_dump(exclude_none=True))
    return services.save_policy(request.actor, form.instance)


class DispatchDoubts(Output):
    """What is strange about a rule in force: never reached, matches itself, finds nobody."""

    rule: Ref
    doubts: list[str]


@DISPATCH.get(
    "/dispatch-doubts", auth=reads, response=list[DispatchDoubts], operation_id="listDispatchDoubts",
    summary="List what is strange about the rules",
)  # fmt: skip
def list_doubts(request: ActorRequest) -> list[dict[str, Any]]:
    permissions.rules(request.actor)
    rules = in_force()
    found = doubts.about(rules)
    return [{"rule": rule, "doubts": found[rule.pk]} for rule in rules if found[rule.pk]]


class FreePerson(Output):
    """Somebody in a group: `load` is what they work on, `most` what they can take; a lower `turn` is sooner next."""

    person: int
    name: str
    load: int
    most: int | None
    turn: int
    on_duty: bool
    is_free: bool


class FreeGroup(Output):
    team: Ref
    people: list[FreePerson]


@DISPATCH.get("/free", auth=reads, response=list[FreeGroup], operation_id="listFree", summary="Who is free now")
def list_free(request: ActorRequest, team: QueryId | None = None) -> list[dict[str, Any]]:
    """Who could take a ticket now, group by group, or in one `team`."""
    teams = permissions.teams(request.actor)
    shown = list((teams.filter(pk=team) if team else teams)[:60])
    return [{"team": each, "people": [_standing(one) for one in people.standing(each)]} for each in shown]


def _standing(one: Candidate) -> FreePerson:
    return FreePerson(
        person=one.person, name=one.name, load=one.load, most=one.most, turn=one.turn, on_duty=one.on_duty,
        is_free=is_free(one),
    )  # fmt: skip


class ReasonCount(Output):
    reason: Ref
    number: int


class RuleOutcomes(Output):
    """How often a rule sent something, and how it came out; without a rule it is what went by its category."""

    rule: Ref | None
    placed: int
    accepted: int
    returned: int
    moved: int
    lapsed: int
    wrong_share: int
    reasons: list[ReasonCount]


@DISPATCH.get(
    "/dispatch-outcomes", auth=reads, response=list[RuleOutcomes], operation_id="listDispatchOutcomes",
    summary="Which rules send wrong",
)  # fmt: skip
def list_outcomes(request: ActorRequest, days: _Days = 30) -> list[RuleOutcomes]:
    """What became of the tickets that each rule sent in the last `days`, the one that went wrong most often first."""
    permissions.rules(request.actor)
    return [_outcomes(one) for one in outcomes.by_rule(days)]


def _outcomes(one: outcomes.RuleOutcomes) -> RuleOutcomes:
    reasons = [ReasonCount(reason=_ref(reason), number=number) for reason, number in one.reasons]
    return RuleOutcomes(
        rule=_ref(one.rule) if one.rule else None, placed=one.placed, accepted=one.accepted, returned=one.returned,
        moved=one.moved, lapsed=one.lapsed, wrong_share=one.wrong_share, reasons=reasons,
    )  # fmt: skip


def _ref(record: Any) -> Ref:
    return Ref(id=record.pk, name=str(record))


class Placement(Output):
    """That a ticket was sent by itself, and what became of it."""

    id: int
    ticket_id: int
    rule: Ref | None
    team: Ref
    person: Ref | None
    placed_at: datetime
    outcome: PlacementOutcome
    reason: Ref | None
    ended_at: datetime | None


@DISPATCH.get(
    "/placements", auth=reads, response=Page[Placement], operation_id="listPlacements",
    summary="List the tickets that rules sent",
)  # fmt: skip
def list_placements(
    request: ActorRequest, wanted: Query[Paging], days: _Days = 30, rule: QueryId | None = None,
    outcome: PlacementOutcome | None = None,
) -> dict[str, Any]:  # fmt: skip
    """As far as you may see the tickets, the newest first."""
    permissions.rules(request.actor)
    found = outcomes.placements(request.actor, days=days, rule=str(rule or ""), outcome=outcome or "")
    return paging.page(request, found, wanted, by=["-id"])


class TriedRule(Input):
    team: Id
    conditions_json: Annotated[str, Field(max_length=conditions.LONGEST)] = ""


class NewTrial(Input):
    """A whole set of rules in their order; it is compared with the rules in force."""

    days: Annotated[int, between(1, 730)] = 90
    rules: Annotated[list[TriedRule], Field(max_length=200)]


class DispatchFlow(Output):
    """So many tickets would have gone to `tried` and not to `present` (null: the pool); `returned` of them came back
    at least once, `solved` were solved by the group tried."""

    present: Ref | None
    tried: Ref | None
    tickets: int
    returned: int
    solved: int


class DispatchTrial(Output):
    id: int
    state: TrialState
    days: int
    seen: int
    total: int
    same: int
    solved: int
    present_hits: int
    tried_hits: int
    flows: list[DispatchFlow]


@DISPATCH.post(
    "/dispatch-trials", auth=configures, response={202: DispatchTrial}, operation_id="addDispatchTrial",
    summary="Try rules on past tickets",
)  # fmt: skip
def add_trial(request: ActorRequest, body: Sent[NewTrial]) -> Status[DispatchTrial]:
    """Nothing is saved or sent. Ask for the trial again until its `state` is `done`."""
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    lines = [_line(request, number, rule) for number, rule in enumerate(body.rules)]
    return Status(202, _trial(trying.ask_all(request.actor, lines, days=body.days)))


def _line(request: ActorRequest, number: int, rule: TriedRule) -> Line:
    if not Team.objects.filter(pk=rule.team, active=True).exists():
        sentence = _("There is no such group in use.")
        raise Invalid(sentence, fields={f"rules.{number}.team": [sentence]})
    found = conditions.read(rule.conditions_json, TICKETS)
    found.check(request.actor)
    return Line(rule.team, found.to_json() if found else "")


@DISPATCH.get(
    "/dispatch-trials/{int:trial}",
    auth=reads,
    response=DispatchTrial,
    operation_id="getDispatchTrial",
    summary="Read a trial",
)
def get_trial(request: ActorRequest, trial: Id) -> DispatchTrial:
    return _trial(permissions.fetch_trial(request.actor, trial))


class DifferentTicket(Output):
    ticket_id: int
    present: Ref | None
    tried: Ref | None


@DISPATCH.get(
    "/dispatch-trials/{int:trial}/tickets", auth=reads, response=Page[DifferentTicket],
    operation_id="listDispatchTrialTickets", summary="List what would have gone elsewhere",
)  # fmt: skip
def list_trial_tickets(request: ActorRequest, trial: Id, wanted: Query[Paging]) -> dict[str, Any]:
    """The tickets that the tried rules would have sent elsewhere, as far as you may see them, the newest first."""
    found = permissions.differences(request.actor, permissions.fetch_trial(request.actor, trial))
    return paging.page(request, found, wanted, by=["-ticket_id"])


def _trial(found: models.Trial) -> DispatchTrial:
    sums = trials.sums(found.result)
    teams = Team.objects.in_bulk({key for pair in sums.flows for key in pair if key})
    return DispatchTrial(
        id=found.pk, state=TrialState(found.state), days=found.days, seen=found.seen, total=found.total, same=sums.same,
        solved=sums.solved, present_hits=sums.present_hits, tried_hits=sums.tried_hits, flows=_flows(sums, teams),
    )  # fmt: skip


def _flows(sums: trials.Sums, teams: dict[int, Team]) -> list[DispatchFlow]:
    refs = {pk: _ref(team) for pk, team in teams.items()}
    return [
        DispatchFlow(present=refs.get(present), tried=refs.get(tried), **vars(flow))
        for (present, tried), flow in sums.flows.items()
    ]  # fmt: skip
