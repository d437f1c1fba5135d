"""What the API tells of a room."""

from datetime import date, datetime
from typing import Any

from fuwutai.core.api.shapes import Output, Ref
from fuwutai.incidents.major.choices import Audience, FindingState, RoomPart, RoomState
from fuwutai.timeline.choices import EntryKind


class MajorIncident(Output):
    """The room of a ticket. `next_update_at` is when the rhythm asks for the next update, null while it rests."""

    number: int
    title: str
    state: RoomState
    reason: str
    manager: Ref | None
    opened_at: datetime
    opened_by: Ref | None
    openings: int
    confirmed_at: datetime | None
    ended_at: datetime | None
    rhythm: int
    next_update_at: datetime | None


class Seat(Output):
    """Somebody in the room: called, arrived, left."""

    person: Ref
    duty: RoomPart
    called_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None


class MajorUpdate(Output):
    """What was told, in each language that was written, and whom."""

    id: int
    texts: dict[str, str]
    written_for: list[Audience]
    author: Ref | None
    sent_at: datetime


class RoomEntry(Output):
    """One thing that happened in the room."""

    seq: int
    kind: EntryKind
    verb: str
    at: datetime
    actor_name: str
    text: str
    details: dict[str, Any]
    hash: str


class Candidate(Output):
    """An open ticket that looks like the same fault."""

    number: int
    title: str
    requester: Ref


class Gathered(Output):
    count: int


class MajorReview(Output):
    summary: str
    effect: str
    causes: str
    went_well: str
    went_badly: str
    author: Ref | None
    changed_at: datetime
    finished_at: datetime | None


class ReviewFinding(Output):
    """Something that will be made better, by whom and until when. `number` is the ticket of its incident."""

    id: int
    number: int
    text: str
    owner: Ref
    due_on: date
    state: FindingState
    result: str
    ended_at: datetime | None
