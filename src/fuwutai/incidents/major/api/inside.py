"""Who is in, whom we tell, and which tickets belong to it."""

from typing import Annotated, Any

from ninja import Query, Status
from pydantic import Field

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import EXACT, Id, Ids, Input, prose
from fuwutai.incidents.major import models, permissions
from fuwutai.incidents.major.api import answers
from fuwutai.incidents.major.api.routers import MAJOR
from fuwutai.incidents.major.choices import Audience, RoomPart
from fuwutai.incidents.major.services import gathering, seats, updates
from fuwutai.people import permissions as people
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes

_LONGEST = 20_000


@MAJOR.get(
    "/{int:number}/seats", auth=reads, response=list[answers.Seat], operation_id="listSeats", summary="List who is in"
)
def list_seats(request: ActorRequest, number: Id) -> list[models.Seat]:
    """Also who was called and has not come, and who has left."""
    return list(permissions.fetch(request.actor, number).seats.select_related("person"))


class CallIn(Input):
    person: Id
    duty: Annotated[RoomPart, EXACT] = RoomPart.ENGINEER


@MAJOR.post(
    "/{int:number}/seats", auth=writes, response={201: answers.Seat}, operation_id="callIn", summary="Call somebody in"
)
def call_in(request: ActorRequest, number: Id, body: Sent[CallIn]) -> Status[models.Seat]:
    """Or give somebody who is in another part. They can read the ticket from then on."""
    permissions.must_manage(request.actor, permissions.fetch(request.actor, number))
    person = people.fetch_person(request.actor, body.person)
    return Status(201, seats.call_in(request.actor, number, person=person, duty=body.duty))


class Arrival(Input):
    duty: Annotated[RoomPart, EXACT] = RoomPart.ENGINEER


@MAJOR.post(
    "/{int:number}/arrival", auth=writes, response=answers.Seat, operation_id="enterRoom", summary="Enter the room"
)
def enter_room(request: ActorRequest, number: Id, body: Sent[Arrival]) -> models.Seat:
    """Who was called keeps the part they were called for."""
    return seats.arrive(request.actor, number, duty=body.duty)


class Departure(Input):
    person: Id | None = Field(default=None, description="Whom the manager lets go; without it, you leave.")


@MAJOR.post(
    "/{int:number}/departure", auth=writes, response=answers.Seat, operation_id="leaveRoom", summary="Leave the room"
)
def leave_room(request: ActorRequest, number: Id, body: Sent[Departure]) -> models.Seat:
    actor = request.actor
    permissions.fetch(actor, number)
    person = people.fetch_person(actor, body.person) if body.person else people.myself(actor)
    return seats.leave(actor, number, person=person)


@MAJOR.get(
    "/{int:number}/updates", auth=reads, response=Page[answers.MajorUpdate], operation_id="listMajorUpdates",
    summary="List what was told",
)  # fmt: skip
def list_major_updates(request: ActorRequest, number: Id, wanted: Query[Paging]) -> dict[str, Any]:
    found = permissions.fetch(request.actor, number).updates.select_related("author")
    return paging.page(request, found, wanted, by=["-id"])


Text = Annotated[str, prose(_LONGEST)]


class UpdateTexts(Input):
    """The same text in the languages that its readers speak; at least one."""

    zh_hans: Text = ""
    zh_hant: Text = ""
    en: Text = ""


class NewUpdate(Input):
    texts: UpdateTexts
    audiences: Annotated[list[Annotated[Audience, EXACT]], Field(min_length=1, max_length=4)]


@MAJOR.post(
    "/{int:number}/updates", auth=writes, response={201: answers.MajorUpdate}, operation_id="sendMajorUpdate",
    summary="Tell how it stands",
)  # fmt: skip
def send_major_update(request: ActorRequest, number: Id, body: Sent[NewUpdate]) -> Status[models.Update]:
    """Each reader gets it in their language, or in the nearest one that you sent. The rhythm begins anew."""
    audiences = list(dict.fromkeys(body.audiences))
    sent = updates.send(request.actor, number, texts=body.texts.model_dump(), audiences=audiences)
    return Status(201, sent)


@MAJOR.get(
    "/{int:number}/candidates", auth=reads, response=list[answers.Candidate], operation_id="listMajorCandidates",
    summary="List tickets that look like it",
)  # fmt: skip
def list_major_candidates(request: ActorRequest, number: Id) -> list[Any]:
    room = permissions.fetch(request.actor, number)
    return list(gathering.candidates(request.actor, room)[: gathering.MOST])


class Gathering(Input):
    numbers: Ids


@MAJOR.post(
    "/{int:number}/children", auth=writes, response=answers.Gathered, operation_id="gatherTickets",
    summary="Put tickets under it",
)  # fmt: skip
def gather_tickets(request: ActorRequest, number: Id, body: Sent[Gathering]) -> answers.Gathered:
    """Those of the candidates that you name; `count` tells how many were put under it."""
    return answers.Gathered(count=gathering.gather(request.actor, number, numbers=body.numbers))
