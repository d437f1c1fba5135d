"""Ratings by program. Confirming and rejecting are actions of the ticket itself."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router
from pydantic import BaseModel, Field

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import EXACT, Id, Input, Output, QueryId, Ref, between, prose
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes
from fuwutai.portal import models, permissions, services
from fuwutai.portal.choices import Source
from fuwutai.portal.forms import LONGEST_OPINION
from fuwutai.portal.queries import opinions, ratings
from fuwutai.portal.roles import SEE_OPINIONS
from fuwutai.tickets import permissions as tickets

RATINGS = Router(tags=["Tickets"])


class Rating(Output):
    """What the requester thought of one cycle of the ticket; `cycle` counts how often it had been reopened."""

    cycle: int
    stars: int
    words: str
    person: Ref
    source: Annotated[Source, EXACT]
    rated_at: datetime


class RatingFigure(Output):
    """`average` is of one to five stars; `low_share` is how many of a hundred ratings have one or two, `answer_share`
    how many ratings there are for each hundred tickets closed meanwhile. All are null where there is nothing to share.
    """

    key: str
    label: str
    ratings: int
    low: int
    closed: int
    average: float | None
    low_share: int | None
    answer_share: int | None


class RatingFigures(Output):
    """Groups with the lowest average come first. Keys are a month, the id of a group, a level."""

    total: RatingFigure
    months: list[RatingFigure]
    groups: list[RatingFigure]
    levels: list[RatingFigure]


class Period(BaseModel):
    months: int = Field(default=6, ge=1, le=12, description="How many months up to this one.")
    group: QueryId | None = Field(default=None, description="Only tickets of this group.")


class RatedTicket(Rating):
    """A rating, and the number of the ticket that it is about."""

    ticket: int = Field(validation_alias="ticket_id")


class WantedRatings(Paging, Period):
    low: bool = Field(default=False, description="Only those of one or two stars.")


@RATINGS.get(
    "/rating-figures", auth=reads, response=RatingFigures, operation_id="getRatingFigures",
    summary="Get how tickets were rated",
)  # fmt: skip
def get_figures(request: ActorRequest, wanted: Query[Period]) -> RatingFigures:
    """By month, group and level of the requester, as far as you may see it."""
    request.actor.must(SEE_OPINIONS)
    found = opinions.figures(request.actor, opinions.Wanted(wanted.months, wanted.group or 0))
    return RatingFigures(
        total=_figure(found.total), months=[_figure(one, one.label) for one in found.months],
        groups=[_figure(one) for one in found.teams], levels=[_figure(one) for one in found.levels],
    )  # fmt: skip


def _figure(one: opinions.Figure, key: str = "") -> RatingFigure:
    return RatingFigure(
        key=key or str(one.key), label=one.label, ratings=one.ratings, low=one.low, closed=one.closed,
        average=one.average, low_share=one.low_share, answer_share=one.answer_share,
    )  # fmt: skip


@RATINGS.get("/ratings", auth=reads, response=Page[RatedTicket], operation_id="listAllRatings", summary="List ratings")
def list_all_ratings(request: ActorRequest, wanted: Query[WantedRatings]) -> dict[str, Any]:
    """Those of a period, the newest first."""
    request.actor.must(SEE_OPINIONS)
    found = opinions.ratings(request.actor, opinions.Wanted(wanted.months, wanted.group or 0, wanted.low))
    return paging.page(request, found.select_related("person"), wanted, by=["-rated_at", "-id"])


class Opinion(Input):
    """One to five stars. Without words those said before are kept."""

    stars: Annotated[int, between(1, models.MOST_STARS)]
    words: Annotated[str, prose(LONGEST_OPINION)] = ""


@RATINGS.get(
    "/tickets/{int:number}/ratings", auth=reads, response=list[Rating], operation_id="listRatings",
    summary="List how a ticket was rated",
)  # fmt: skip
def list_ratings(request: ActorRequest, number: Id) -> list[Rating]:
    """The newest first, one for each time that it was closed."""
    found = ratings.of_ticket(tickets.fetch(request.actor, number))
    return [Rating.model_validate(rating) for rating in found]


@RATINGS.put(
    "/tickets/{int:number}/rating", auth=writes, response=Rating, operation_id="rateTicket", summary="Rate a ticket"
)
def rate_ticket(request: ActorRequest, number: Id, body: Sent[Opinion]) -> Rating:
    """For whoever asked for help, once it is closed; said again, the newest word counts."""
    permissions.must_rate(request.actor, tickets.fetch(request.actor, number))
    opinion = services.Opinion(stars=body.stars, words=body.words.strip(), source=Source.API)
    return Rating.model_validate(services.rate(request.actor, number, opinion))
