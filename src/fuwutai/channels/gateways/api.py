"""Gateways and chat rooms by program."""

from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Router

from fuwutai.channels.gateways import models, queries, services
from fuwutai.channels.gateways.choices import BodyForm, GatewayKind, Method, Signing, Verdict
from fuwutai.channels.gateways.forms import GatewayForm, RoomForm
from fuwutai.core.api import records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.records import Doors, Records
from fuwutai.core.api.shapes import Id, Input, Output, Ref, line
from fuwutai.core.configuration.forms import SettingForm
from fuwutai.people.choices import AddressKind
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import configures, reads

GATEWAYS = Router(tags=["Gateways"])
_PERMISSION = "channels.gateways"


class _Hook(Output):
    id: int
    name: str
    active: bool
    method: Method
    url: str
    headers: str
    body_form: BodyForm
    body: str
    signing: Signing
    statuses: str
    answer_path: str
    answer_value: str
    later_values: str
    patience: int
    last_error: str


class Gateway(_Hook):
    """How persons are reached by SMS or chat. Secrets can be set, and are never told."""

    kind: GatewayKind
    position: int
    reaches: AddressKind
    prefixes: str
    country_code: str
    most_segments: int


class ChatRoom(_Hook):
    """A group chat that a robot of ours may write into. `key` is what escalation names."""

    key: str
    team: Ref | None
    language: str


def _gateways(actor: Actor) -> QuerySet[models.Gateway]:
    actor.must(_PERMISSION)
    return models.Gateway.objects.all()


def _rooms(actor: Actor) -> QuerySet[models.Room]:
    actor.must(_PERMISSION)
    return models.Room.objects.select_related("team")


def _save_gateway(actor: Actor, form: SettingForm[Any]) -> models.Gateway:
    return services.save_gateway(actor, form.instance, **form.secrets)  # type: ignore[attr-defined]


def _save_room(actor: Actor, form: SettingForm[Any]) -> models.Room:
    return services.save_room(actor, form.instance, **form.secrets)  # type: ignore[attr-defined]


_DOORS = Doors(reads=reads, configures=configures)
records.declare(
    GATEWAYS,
    Records(
        noun="gateway", plural="gateways", permission=_PERMISSION, answer=Gateway, form=GatewayForm,
        reads=_gateways, changes=_gateways, save=_save_gateway,
    ),
    _DOORS,
)  # fmt: skip
records.declare(
    GATEWAYS,
    Records(
        noun="chat_room", plural="chat_rooms", permission=_PERMISSION, answer=ChatRoom, form=RoomForm,
        reads=_rooms, changes=_rooms, save=_save_room,
    ),
    _DOORS,
)  # fmt: skip


class Trial(Input):
    """The number or address that the message goes to."""

    address: Annotated[str, line(254, least=1)]


class Tried(Output):
    """What was sent, without its secrets, and exactly what came back; `status` is 0 where nothing did."""

    verdict: Verdict
    sentence: str
    request: str
    status: int
    answer: str
    milliseconds: int


@GATEWAYS.post(
    "/gateways/{int:gateway}/trial", auth=configures, response=Tried, operation_id="tryGateway",
    summary="Send a trial message",
)  # fmt: skip
def try_gateway(request: ActorRequest, gateway: Id, body: Sent[Trial]) -> Tried:
    """It is sent at once, whether or not the gateway is in use; takes some seconds."""
    return _tried(request, queries.fetch_gateway(request.actor, gateway), body.address)


@GATEWAYS.post(
    "/chat-rooms/{int:room}/trial", auth=configures, response=Tried, operation_id="tryChatRoom",
    summary="Send a trial message into a room",
)  # fmt: skip
def try_chat_room(request: ActorRequest, room: Id) -> Tried:
    """It is sent at once, whether or not the room is in use; takes some seconds."""
    return _tried(request, queries.fetch_room(request.actor, room), "")


def _tried(request: ActorRequest, hook: models.Gateway | models.Room, address: str) -> Tried:
    call = services.try_out(request.actor, hook, address=address)
    return Tried(
        verdict=call.verdict, sentence=call.sentence, request=call.request, status=call.answer.status,
        answer=call.answer.text, milliseconds=call.answer.milliseconds,
    )  # fmt: skip
