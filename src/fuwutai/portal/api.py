"""Ratings by program. Confirming and rejecting are actions of the ticket itself."""

from datetime import datetime
from typing import Annotated

from ninja import Router

from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.shapes import EXACT, Id, Input, Output, Ref, between, prose
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes
from fuwutai.portal import models, permissions, services
from fuwutai.portal.choices import Source
from fuwutai.portal.forms import LONGEST_OPINION
from fuwutai.portal.queries import ratings
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
