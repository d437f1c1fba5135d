"""What the API tells of a ticket."""

from datetime import datetime

from fuwutai.core.api.shapes import Output, Ref
from fuwutai.people.permissions import Actor
from fuwutai.tickets import models, permissions
from fuwutai.tickets.choices import Channel, Degree, Grade, ServiceClass, State


class TicketRow(Output):
    """A ticket in a list."""

    number: int
    kind: str
    state: State
    title: str
    channel: Channel
    requester: Ref
    category: Ref | None
    priority: int
    grade: Grade
    owner: Ref | None
    team: Ref | None
    assignee: Ref | None
    unanswered: bool
    reported_at: datetime
    changed_at: datetime
    version: int


class Internal(Output):
    """What only those who work on tickets read; null for the requester."""

    desk: Ref | None
    line: int
    grade_reason: str
    service_class: ServiceClass | None
    major_condition: Ref | None
    assignments: int
    returns: int
    external_ref: str


class Ticket(TicketRow):
    """A ticket. `version` goes up with every change; send it back to change only what you looked at."""

    description: str
    reporter: Ref | None
    organisation: Ref
    department: Ref | None
    callback: str
    affected_service: str
    affected_count: int
    symptom: Ref | None
    impact: Degree
    urgency: Degree
    wait_for: str
    wait_note: str
    resume_at: datetime | None
    solution: str
    resolution_code: Ref | None
    occurred_at: datetime | None
    entered_at: datetime
    backfilled: bool
    accepted_at: datetime | None
    responded_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopenings: int
    parent_id: int | None
    merged_into_id: int | None
    internal: Internal | None = None


def ticket(actor: Actor, record: models.Ticket) -> Ticket:
    """The ticket as this actor may read it."""
    told = Ticket.model_validate(record)
    if permissions.sees_internal(actor, record):
        told.internal = Internal.model_validate(record)
    others = [number for number in (told.parent_id, told.merged_into_id) if number]
    if others and told.internal is None:
        # A requester is not even told that the ticket is there under which theirs was put.
        seen = set(permissions.visible(actor).filter(pk__in=others).values_list("pk", flat=True))
        told.parent_id = told.parent_id if told.parent_id in seen else None
        told.merged_into_id = told.merged_into_id if told.merged_into_id in seen else None
    return told
