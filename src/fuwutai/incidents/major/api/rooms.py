"""Rooms: listed, read, decided."""

from typing import Annotated, Any

from ninja import Query

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Id, Input, between, prose
from fuwutai.incidents.major import models, permissions
from fuwutai.incidents.major.api import answers
from fuwutai.incidents.major.api.routers import MAJOR
from fuwutai.incidents.major.services import rooms
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes
from fuwutai.timeline.queries import story

_LONGEST = 20_000
Minutes = Annotated[int, between(5, 1_440)]
Text = Annotated[str, prose(_LONGEST)]
Reason = Annotated[str, prose(_LONGEST, least=1)]


@MAJOR.get(
    "", auth=reads, response=Page[answers.MajorIncident], operation_id="listMajorIncidents",
    summary="List major incidents",
)  # fmt: skip
def list_major_incidents(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """The rooms that you may enter, the newest first."""
    return paging.page(request, permissions.visible(request.actor), wanted, by=["-opened_at", "-id"])


@MAJOR.get(
    "/{int:number}", auth=reads, response=answers.MajorIncident, operation_id="getMajorIncident",
    summary="Read a major incident",
)  # fmt: skip
def get_major_incident(request: ActorRequest, number: Id) -> models.MajorIncident:
    """By the number of its ticket, or of one that was merged into it."""
    return permissions.fetch(request.actor, number)


class Confirmation(Input):
    minutes: Minutes = 30
    note: Text = ""


@MAJOR.post(
    "/{int:number}/confirmation", auth=writes, response=answers.MajorIncident, operation_id="confirmMajorIncident",
    summary="Confirm it",
)  # fmt: skip
def confirm_major_incident(request: ActorRequest, number: Id, body: Sent[Confirmation]) -> models.MajorIncident:
    """You manage it from then on; an update is due every so many minutes."""
    return rooms.confirm(request.actor, number, minutes=body.minutes, note=body.note)


class StandingDown(Input):
    reason: Reason


@MAJOR.post(
    "/{int:number}/standing-down", auth=writes, response=answers.MajorIncident, operation_id="standDownMajorIncident",
    summary="Stand it down",
)  # fmt: skip
def stand_down_major_incident(request: ActorRequest, number: Id, body: Sent[StandingDown]) -> models.MajorIncident:
    """The class of the ticket goes back to normal."""
    return rooms.stand_down(request.actor, number, reason=body.reason)


class Ending(Input):
    note: Text = ""


@MAJOR.post(
    "/{int:number}/end", auth=writes, response=answers.MajorIncident, operation_id="endMajorIncident",
    summary="Declare it over",
)  # fmt: skip
def end_major_incident(request: ActorRequest, number: Id, body: Sent[Ending]) -> models.MajorIncident:
    return rooms.end(request.actor, number, note=body.note)


class Rhythm(Input):
    minutes: Minutes


@MAJOR.put(
    "/{int:number}/rhythm", auth=writes, response=answers.MajorIncident, operation_id="setMajorRhythm",
    summary="Set how often it is told of",
)  # fmt: skip
def set_major_rhythm(request: ActorRequest, number: Id, body: Sent[Rhythm]) -> models.MajorIncident:
    """Counted from now."""
    return rooms.set_rhythm(request.actor, number, minutes=body.minutes)


class RoomNote(Input):
    text: Reason


@MAJOR.post(
    "/{int:number}/notes", auth=writes, response=answers.MajorIncident, operation_id="addMajorNote",
    summary="Note something in the room",
)  # fmt: skip
def add_major_note(request: ActorRequest, number: Id, body: Sent[RoomNote]) -> models.MajorIncident:
    return rooms.note(request.actor, number, text=body.text)


@MAJOR.get(
    "/{int:number}/story", auth=reads, response=Page[answers.RoomEntry], operation_id="readMajorStory",
    summary="Read the story of the room",
)  # fmt: skip
def read_major_story(request: ActorRequest, number: Id, wanted: Query[Paging]) -> dict[str, Any]:
    """In order. The ticket's own story is read at the ticket."""
    room = permissions.fetch(request.actor, number)
    return paging.page(request, story(room.timeline, public_only=False), wanted, by=["seq"])
