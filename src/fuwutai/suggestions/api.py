"""Suggestions by program: similar tickets, proposals, bursts, and how it all works here."""

from datetime import datetime
from typing import Annotated

from ninja import Query, Router, Status
from pydantic import BaseModel, Field

from fuwutai.core.api import records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.shapes import Id, Input, Label, Output, QueryId, between, line
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.people.tokens import configures, reads, writes
from fuwutai.suggestions import models
from fuwutai.suggestions.forms import PolicyForm
from fuwutai.suggestions.lessons import Subject
from fuwutai.suggestions.queries import bursts, figures, proposals, similar
from fuwutai.suggestions.queries.policy import policy
from fuwutai.suggestions.roles import CONFIGURE
from fuwutai.suggestions.services import bursts as gathering
from fuwutai.suggestions.services import configuration as services

SUGGESTIONS = Router(tags=["Suggestions"])


class Written(BaseModel):
    title: str = Field(default="", max_length=250)
    description: str = Field(default="", max_length=4_000)


class AlikeTicket(Output):
    """A ticket that reminds of the text; `likeness` is 0 to 1, `words` stand in both."""

    number: int
    title: str
    state: str
    solution: str
    likeness: float
    words: list[str]


class SimilarTickets(Output):
    open: list[AlikeTicket]
    solved: list[AlikeTicket]


@SUGGESTIONS.get(
    "/similar-tickets", auth=reads, response=SimilarTickets, operation_id="listSimilarTickets",
    summary="Find tickets that remind of a text",
)  # fmt: skip
def list_similar(request: ActorRequest, written: Query[Written]) -> dict[str, list[dict[str, object]]]:
    """What you may see: open ones, and solved ones with their solutions."""
    found = similar.similar(request.actor, written.title, written.description)
    return {"open": [_alike(each) for each in found.open], "solved": [_alike(each) for each in found.solved]}


def _alike(found: similar.Alike) -> dict[str, object]:
    ticket = found.ticket
    return {
        "number": ticket.pk, "title": ticket.title, "state": ticket.state, "solution": ticket.solution,
        "likeness": round(found.likeness, 3), "words": list(found.words),
    }  # fmt: skip


class About(Written):
    affected_service: str = Field(default="", max_length=200)
    channel: str = Field(default="", max_length=12)
    category: QueryId | None = None
    symptom: QueryId | None = None


class ProposedValue(Output):
    """A value for a field, how many of a hundred such proposals were right, and what spoke for it."""

    field: str
    value: int
    label: str
    chance: int
    because: list[str]


@SUGGESTIONS.get(
    "/ticket-proposals", auth=reads, response=list[ProposedValue], operation_id="listTicketProposals",
    summary="Ask which category and group a text speaks for",
)  # fmt: skip
def list_proposals(request: ActorRequest, about: Query[About]) -> list[proposals.Proposal]:
    """Nothing is answered for what it is not sure of."""
    request.actor.must("tickets.log")
    known = Subject(
        about.title, about.description, about.affected_service, about.channel,
        category=about.category, symptom=about.symptom,
    )  # fmt: skip
    return proposals.propose_both(known)


class SuggestionFigures(Output):
    """How often proposals for a field were right on the tickets held back, in percent; null before it was learned."""

    field: str
    accuracy: int | None
    coverage: int | None


@SUGGESTIONS.get(
    "/suggestion-figures", auth=reads, response=list[SuggestionFigures], operation_id="listSuggestionFigures",
    summary="See how often proposals are right",
)  # fmt: skip
def list_figures(request: ActorRequest) -> list[figures.Standing]:
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    return figures.standings()


class SuggestionPolicy(Output):
    """`fills_at`: from how many right in a hundred a category is filled in by itself, 0 for never."""

    fills_at: int
    burst_least: int


class SuggestionPolicyChange(Input):
    fills_at: Annotated[int, between(0, 100)] | None = None
    burst_least: Annotated[int, between(2, 500)] | None = None


@SUGGESTIONS.get(
    "/suggestion-policy", auth=reads, response=SuggestionPolicy, operation_id="getSuggestionPolicy",
    summary="Read how suggestions work",
)  # fmt: skip
def get_policy(request: ActorRequest) -> models.Policy:
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    return policy()


@SUGGESTIONS.patch(
    "/suggestion-policy", auth=configures, response=SuggestionPolicy, operation_id="changeSuggestionPolicy",
    summary="Change how suggestions work",
)  # fmt: skip
def change_policy(request: ActorRequest, body: Sent[SuggestionPolicyChange]) -> models.Policy:
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    form = records.clean(PolicyForm, request.actor, policy(), body.model_dump(exclude_none=True))
    return services.save_policy(request.actor, form.instance)


class Burst(Output):
    """Many people report the same: what they share, tickets that you may see, and how many are usual."""

    id: int
    title: Label
    tickets: list[int]
    words: list[str]
    people: int
    usual: float
    found_at: datetime
    gathered_under: int | None


@SUGGESTIONS.get(
    "/bursts", auth=reads, response=list[Burst], operation_id="listBursts", summary="List what many people report now"
)
def list_bursts(request: ActorRequest) -> list[dict[str, object]]:
    return [_burst(request, found) for found in bursts.living(request.actor)[:50]]


def _burst(request: ActorRequest, found: models.Burst) -> dict[str, object]:
    return {
        "id": found.pk, "title": found.seed.title, "words": found.words, "people": found.people, "usual": found.usual,
        "tickets": [ticket.pk for ticket in bursts.members(request.actor, found)], "found_at": found.found_at,
        "gathered_under": found.gathered_under_id,
    }  # fmt: skip


class BurstGathering(Output):
    """The ticket that the others lie under now, how many do, and how many could not be put there."""

    parent: int
    gathered: int
    left_out: int


@SUGGESTIONS.post(
    "/bursts/{int:burst}/gathering", auth=writes, response=BurstGathering, operation_id="gatherBurst",
    summary="Gather the tickets of a burst under one",
)  # fmt: skip
def gather(request: ActorRequest, burst: Id) -> dict[str, int]:
    parent, count, left_out = gathering.gather(request.actor, bursts.fetch(request.actor, burst))
    return {"parent": parent.pk, "gathered": count, "left_out": left_out}


class BurstDismissal(Input):
    reason: Annotated[str, line(250, least=1)]


@SUGGESTIONS.post(
    "/bursts/{int:burst}/dismissal", auth=writes, response={204: None}, operation_id="dismissBurst",
    summary="Dismiss the hint of a burst",
)  # fmt: skip
def dismiss(request: ActorRequest, burst: Id, body: Sent[BurstDismissal]) -> Status[None]:
    gathering.dismiss(request.actor, bursts.fetch(request.actor, burst), reason=body.reason)
    return Status(204, None)
