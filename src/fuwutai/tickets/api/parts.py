"""What belongs to a ticket: its story, files, tasks, visits, people and other tickets."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from ninja import Query

from fuwutai.core.api import paging
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Id, Label, Output, Ref
from fuwutai.files.api import File
from fuwutai.people.doors import ActorRequest
from fuwutai.people.models import Person
from fuwutai.people.tokens import reads
from fuwutai.tickets import disclosure, lifecycle, permissions, queries, wording
from fuwutai.tickets.api.routers import TICKETS
from fuwutai.tickets.choices import Format, Part, Relation, TaskState, VisitState
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry
from fuwutai.timeline.queries import story


class StoryEntry(Output):
    """One thing that happened. `at` is when, `entered_at` when it was written down. `actor` is null for the system.

    In a `text` with marks a small part of CommonMark counts; other text is meant letter by letter.
    """

    seq: int
    kind: EntryKind
    verb: str
    done: Label
    at: datetime
    entered_at: datetime
    actor: Ref | None
    public: bool
    text: str
    format: Format
    html: str
    details: dict[str, Any]
    hash: str


@TICKETS.get(
    "/{int:number}/story", auth=reads, response=Page[StoryEntry], operation_id="readStory", summary="Read the story"
)
def read_story(request: ActorRequest, number: Id, wanted: Query[Paging]) -> dict[str, Any]:
    """Everything that happened to the ticket, in order. Requesters read what was said to them, and public steps."""
    ticket = permissions.fetch(request.actor, number)
    internal = permissions.sees_internal(request.actor, ticket)
    found = paging.page(request, story(ticket.timeline, public_only=not internal), wanted, by=["seq"])
    entries = found["items"]
    seen = disclosure.others(request.actor, entries)
    return {**found, "items": [_told(entry, ticket, seen, internal=internal) for entry in entries]}


def _told(entry: Entry, ticket: Ticket, seen: Container[int], *, internal: bool) -> StoryEntry:
    details = entry.details if internal else disclosure.details(entry, ticket)
    verb = lifecycle.get(ticket.kind).verb(entry.verb)
    actor = Ref(id=entry.actor_id, name=entry.actor_name) if entry.actor_id else None
    return StoryEntry(
        seq=entry.seq, kind=EntryKind(entry.kind), verb=entry.verb, done=str(verb.done) if verb else "", at=entry.at,
        entered_at=entry.entered_at, actor=actor, public=entry.public, text=entry.text,
        format=Format.MARKS if wording.is_marked(details) else Format.TEXT, html=entry.html,
        details=disclosure.without_titles(details, seen), hash=entry.hash,
    )  # fmt: skip


@TICKETS.get("/{int:number}/files", auth=reads, response=list[File], operation_id="listFiles", summary="List its files")
def list_files(request: ActorRequest, number: Id) -> list[File]:
    ticket = permissions.fetch(request.actor, number)
    return [
        File(
            id=file.pk, name=file.name, content_type=file.content_type, size=file.blob.size, sha256=file.blob_id,
            public=file.public, seq=file.seq, added_by=_ref(file.added_by), added_at=file.added_at,
        )
        for file in queries.files(request.actor, ticket)
    ]  # fmt: skip


def _ref(person: Person | None) -> Ref | None:
    return Ref(id=person.pk, name=person.name) if person else None


class Task(Output):
    id: int
    title: str
    state: TaskState
    team: Ref | None
    assignee: Ref | None
    due_at: datetime | None
    ended_at: datetime | None
    result: str
    created_at: datetime


@TICKETS.get("/{int:number}/tasks", auth=reads, response=list[Task], operation_id="listTasks", summary="List its tasks")
def list_tasks(request: ActorRequest, number: Id) -> list[Any]:
    """The pieces of the work; empty for the requester."""
    ticket = permissions.fetch(request.actor, number)
    return list(ticket.tasks.select_related("team", "assignee")) if _inside(request, ticket) else []


class Visit(Output):
    id: int
    engineer: Ref
    place: str
    state: VisitState
    planned_at: datetime
    arrived_at: datetime | None
    left_at: datetime | None
    report: str


@TICKETS.get(
    "/{int:number}/visits", auth=reads, response=list[Visit], operation_id="listVisits", summary="List its visits"
)
def list_visits(request: ActorRequest, number: Id) -> list[Any]:
    """Visits on site. What the engineer reported is for those who work on the ticket."""
    ticket = permissions.fetch(request.actor, number)
    visits = [Visit.model_validate(visit) for visit in ticket.visits.select_related("engineer")]
    return visits if _inside(request, ticket) else [visit.model_copy(update={"report": ""}) for visit in visits]


class Participant(Output):
    person: Ref
    part: Part


@TICKETS.get(
    "/{int:number}/participants", auth=reads, response=list[Participant], operation_id="listParticipants",
    summary="List who takes part",
)  # fmt: skip
def list_participants(request: ActorRequest, number: Id) -> list[Any]:
    ticket = permissions.fetch(request.actor, number)
    return list(ticket.participations.select_related("person").order_by("id"))


class TicketLink(Output):
    """The ticket stands in `relation` to the other one; `parent`, `child`, `merged` besides those one can choose."""

    relation: Relation | str
    number: int
    title: str


@TICKETS.get(
    "/{int:number}/links", auth=reads, response=list[TicketLink], operation_id="listLinks",
    summary="List tickets that belong to it",
)  # fmt: skip
def list_links(request: ActorRequest, number: Id) -> list[Any]:
    """Only those other tickets that you may see."""
    ticket = permissions.fetch(request.actor, number)
    return [
        TicketLink(relation=relation, number=other.pk, title=other.title)
        for relation, other in queries.relatives(request.actor, ticket)
    ]


def _inside(request: ActorRequest, ticket: Ticket) -> bool:
    return permissions.sees_internal(request.actor, ticket)
