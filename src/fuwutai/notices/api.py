"""The bell by program, what one wants to be told, and what did not reach its person."""

from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import Field, WithJsonSchema

from fuwutai.core.api import paging
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import EXACT, Flag, Input, Output, Ref, line
from fuwutai.notices import kinds, models, permissions, queries, services, words
from fuwutai.notices.choices import Channel, DeliveryState
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself
from fuwutai.people.tokens import reads, writes

# Tickets have channels too; in the description each name stands for one shape.
Way = Annotated[Channel, EXACT, WithJsonSchema({"type": "string", "enum": Channel.values})]

NOTICES = Router(tags=["Notices"])
DELIVERIES = Router(tags=["Deliveries"])


class Notice(Output):
    """Something you were told. `line` is what the bell shows, in the language of the call."""

    id: UUID
    kind: str
    line: str
    data: dict[str, Any]
    created_at: datetime
    read_at: datetime | None


class NoticeConditions(Paging):
    unread: bool = Field(default=False, description="Only those that were not read yet.")


@NOTICES.get("", auth=reads, response=Page[Notice], operation_id="listNotices", summary="List your notices")
def list_notices(request: ActorRequest, wanted: Query[NoticeConditions]) -> dict[str, Any]:
    """Newest first."""
    found = queries.bell(request.actor)
    if wanted.unread:
        found = found.filter(read_at__isnull=True)
    page = paging.page(request, found, wanted, by=["-created_at", "-id"])
    return {**page, "items": [_told(notice) for notice in page["items"]]}


def _told(notice: models.Notice) -> Notice:
    return Notice(
        id=notice.pk, kind=notice.kind, line=words.line_of(notice), data=notice.data, created_at=notice.created_at,
        read_at=notice.read_at,
    )  # fmt: skip


class Reading(Input):
    """Which notices were read; without `ids` all of them."""

    ids: Annotated[list[UUID], Field(max_length=500)] | None = None


class Marked(Output):
    marked: int


@NOTICES.post("/reading", auth=writes, response=Marked, operation_id="markRead", summary="Mark notices as read")
def mark_read(request: ActorRequest, body: Sent[Reading]) -> Marked:
    own = queries.bell(request.actor)
    found = own if body.ids is None else own.filter(pk__in=body.ids)
    return Marked(marked=services.mark_read(request.actor, notices=found))


class Preference(Output):
    """Whether you want to be told this that way; what can't be declined is not listed."""

    kind: str
    label: str
    channel: Way
    wanted: bool


@NOTICES.get(
    "/preferences", auth=reads, response=list[Preference], operation_id="listNoticePreferences",
    summary="List what you want to be told",
)  # fmt: skip
def list_preferences(request: ActorRequest) -> list[Preference]:
    return _preferences(request)


class Choice(Input):
    kind: Annotated[str, line(60, least=1)]
    channel: Way
    wanted: Flag


class Choices(Input):
    preferences: Annotated[list[Choice], Field(max_length=200)]


@NOTICES.put(
    "/preferences", auth=writes, response=list[Preference], operation_id="setNoticePreferences",
    summary="Say what you want to be told",
)  # fmt: skip
def set_preferences(request: ActorRequest, body: Sent[Choices]) -> list[Preference]:
    """What is not named stays as it is."""
    wanted = {(choice.kind, str(choice.channel)): choice.wanted for choice in body.preferences}
    services.set_preferences(myself(request.actor), wanted)
    return _preferences(request)


def _preferences(request: ActorRequest) -> list[Preference]:
    said = queries.chosen(request.actor)
    return [
        Preference(
            kind=kind.key,
            label=str(kind.label),
            channel=channel,
            wanted=kind.is_wanted(channel, chosen=said.get((kind.key, str(channel)))),
        )
        for kind in kinds.declared()
        if kind.can_be_declined
        for channel in kind.channels
    ]


# Without a zone: it is that of whoever reads it.
Hour = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:00"])]


class Quiet(Output):
    """When you are left in peace now: your own hours, or what holds for everybody. Times are those of your zone."""

    own: bool
    active: bool
    starts: Hour
    ends: Hour
    days_off: bool


@NOTICES.get("/quiet-hours", auth=reads, response=Quiet, operation_id="getQuietHours", summary="Read your quiet hours")
def get_quiet_hours(request: ActorRequest) -> Quiet:
    return _quiet(request)


class QuietChange(Input):
    """Hours of your own; not `active` means at any time."""

    active: Flag = True
    starts: Hour
    ends: Hour
    days_off: Flag = False


@NOTICES.put(
    "/quiet-hours", auth=writes, response=Quiet, operation_id="setQuietHours", summary="Set quiet hours of your own"
)
def set_quiet_hours(request: ActorRequest, body: Sent[QuietChange]) -> Quiet:
    """What waits for you follows them. What is urgent is never held back."""
    span = {"starts": time.fromisoformat(body.starts), "ends": time.fromisoformat(body.ends)}
    own = models.QuietHours(active=body.active, days_off=body.days_off, **span)
    services.set_quiet_hours(myself(request.actor), own)
    return _quiet(request)


@NOTICES.delete(
    "/quiet-hours", auth=writes, response=Quiet, operation_id="forgetQuietHours",
    summary="Follow the quiet hours of everybody",
)  # fmt: skip
def forget_quiet_hours(request: ActorRequest) -> Quiet:
    services.set_quiet_hours(myself(request.actor), None)
    return _quiet(request)


def _quiet(request: ActorRequest) -> Quiet:
    own = queries.own_quiet_hours(myself(request.actor))
    hours = own or queries.standard_quiet_hours()
    return Quiet(
        own=own is not None, active=hours.active, starts=f"{hours.starts:%H:%M}", ends=f"{hours.ends:%H:%M}",
        days_off=hours.days_off,
    )  # fmt: skip


class Delivery(Output):
    """A notice on its way out of the house that did not arrive; it was for a person or for a chat room."""

    id: UUID
    person: Ref | None
    room: str
    kind: str
    channel: Way
    address: str
    state: DeliveryState
    attempts: int
    error: str
    created_at: datetime


@DELIVERIES.get(
    "", auth=reads, response=Page[Delivery], operation_id="listUndelivered", summary="List what was not delivered"
)
def list_undelivered(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """Newest first. What was sent again or given up is not listed any more."""
    page = paging.page(request, permissions.undelivered(request.actor), wanted, by=["-created_at", "-id"])
    return {**page, "items": [_delivery(delivery) for delivery in page["items"]]}


def _delivery(delivery: models.Delivery) -> Delivery:
    person = delivery.notice.person
    return Delivery(
        id=delivery.pk, person=Ref(id=person.pk, name=person.name) if person else None,
        room="" if person else words.receiver_of(delivery.notice), kind=delivery.notice.kind,
        channel=Channel(delivery.channel), address=delivery.address, state=DeliveryState(delivery.state),
        attempts=delivery.attempts, error=words.why_lost(delivery), created_at=delivery.created_at,
    )  # fmt: skip


@DELIVERIES.post(
    "/{uuid:delivery}/sending", auth=writes, response={202: None}, operation_id="sendAgain", summary="Send again"
)
def send_again(request: ActorRequest, delivery: UUID) -> Status[None]:
    """A job sends it, moments later."""
    services.send_again(permissions.fetch_undelivered(request.actor, delivery))
    return Status(202, None)


@DELIVERIES.post(
    "/{uuid:delivery}/abandonment", auth=writes, response={204: None}, operation_id="giveUpDelivery",
    summary="Give a delivery up",
)  # fmt: skip
def give_up_delivery(request: ActorRequest, delivery: UUID) -> Status[None]:
    services.drop(permissions.fetch_undelivered(request.actor, delivery))
    return Status(204, None)
