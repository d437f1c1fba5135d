"""Which gateways and rooms are in use."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fuwutai.channels.gateways.choices import GatewayKind
from fuwutai.channels.gateways.models import Gateway, Room
from fuwutai.core.errors import NotFound
from fuwutai.notices import rooms
from fuwutai.people.permissions import Actor

_NO_DIGITS = re.compile(r"[^0-9]")


def in_use(kind: GatewayKind) -> list[Gateway]:
    """The gateways of a kind, in the order in which they are asked."""
    return list(Gateway.objects.filter(kind=kind, active=True))


def reached_by(kind: GatewayKind) -> Sequence[str]:
    """The kinds of addresses that gateways in use take, the first gateway's first."""
    return list(dict.fromkeys(gateway.reaches for gateway in in_use(kind)))


def international(number: str, *, country_code: str) -> str:
    """A number as every gateway in the world understands it: +8613912345678 (ITU-T E.164)."""
    digits = _NO_DIGITS.sub("", number)
    if number.strip().startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+{country_code}{digits}" if country_code else f"+{digits}"


def listed_rooms() -> list[rooms.Room]:
    """The chat rooms in use, as those who tell them something know them."""
    found = Room.objects.filter(active=True).select_related("team__organisation")
    return [_described(room) for room in found]


def _described(room: Room) -> rooms.Room:
    home = room.team.organisation if room.team else None
    return rooms.Room(
        key=room.key,
        name=room.name,
        language=room.language or (home.language if home else settings.LANGUAGE_CODE),
        zone=home.time_zone if home else settings.TIME_ZONE,
        team=room.team_id,
    )


def fetch_gateway(actor: Actor, pk: int) -> Gateway:
    """The gateway, for whoever sets them up. Raises NotFound when there is none, Forbidden for others."""
    actor.must("channels.gateways")
    gateway = Gateway.objects.filter(pk=pk).first()
    if gateway is None:
        raise NotFound(_("There is no such gateway."))
    return gateway


def fetch_room(actor: Actor, pk: int) -> Room:
    """The chat room, for whoever sets them up. Raises NotFound when there is none, Forbidden for others."""
    actor.must("channels.gateways")
    room = Room.objects.filter(pk=pk).first()
    if room is None:
        raise NotFound(_("There is no such chat room."))
    return room
