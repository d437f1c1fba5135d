"""Setting up gateways and rooms."""

from typing import TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fuwutai.channels.gateways import sending
from fuwutai.channels.gateways.calling import Call
from fuwutai.channels.gateways.models import Gateway, Hook, Room
from fuwutai.core import vault
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import Actor

Kind = TypeVar("Kind", Gateway, Room)


def save_gateway(actor: Actor, gateway: Gateway, *, secret: str = "", signing_secret: str = "") -> Gateway:
    """Save a gateway and keep who changed what; an empty secret leaves the stored one. A new one is asked last.

    Raises Forbidden, or Invalid with the fields.
    """
    if not gateway.pk and not gateway.position:
        last = Gateway.objects.aggregate(last=Max("position"))["last"]
        gateway.position = 0 if last is None else last + 1
    return _save(actor, gateway, secret, signing_secret)


def save_room(actor: Actor, room: Room, *, secret: str = "", signing_secret: str = "") -> Room:
    """Save a chat room; as `save_gateway`."""
    return _save(actor, room, secret, signing_secret)


def _save(actor: Actor, hook: Kind, secret: str, signing_secret: str) -> Kind:
    actor.must("channels.gateways")
    if secret:
        hook.secret = vault.conceal(secret)
    if signing_secret:
        hook.signing_secret = vault.conceal(signing_secret)
    hook.last_error = ""
    with transaction.atomic():
        saved = changes.save(actor, hook)
        if secret or signing_secret:
            changes.note(actor, hook, {"secret": (None, _("entered"))})
    return saved


def try_out(actor: Actor, hook: Hook, *, address: str = "") -> Call:
    """Send a trial message as it is set up now, in use or not. Raises Forbidden, or Invalid without an address."""
    actor.must("channels.gateways")
    if isinstance(hook, Gateway) and not address:
        raise Invalid.at("address", _("Say where the trial message goes."))
    text = _("This is a trial message of the service desk, sent by %(name)s.") % {"name": actor.name}
    return sending.try_out(hook, address=address, text=text)
