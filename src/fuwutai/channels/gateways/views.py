"""Settings: gateways of short messages and chat, and chat rooms."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.channels.gateways import queries, services
from fuwutai.channels.gateways.forms import GatewayForm, NewGatewayForm, NewRoomForm, RoomForm
from fuwutai.channels.gateways.models import Gateway, Hook, Room
from fuwutai.core import pages, toasts
from fuwutai.core.configuration import queries as changes
from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.htmx import go
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.permissions import Actor

_PERMISSION = "channels.gateways"


def _gateways(actor: Actor) -> QuerySet[Gateway]:
    actor.must(_PERMISSION)
    return Gateway.objects.all()


def _rooms(actor: Actor) -> QuerySet[Room]:
    actor.must(_PERMISSION)
    return Room.objects.select_related("team")


def _health(hook: Hook) -> tuple[str, str]:
    if hook.last_error:
        return str(_("Last message not taken")), "bad"
    return str(_("Ready")), "ok" if hook.active else ""


GATEWAYS = Setting(
    name="gateways",
    permission=_PERMISSION,
    icon="device-mobile-message",
    page="channels:gateway",
    words=Words(
        title=_("Gateways"),
        lead=_("Short messages and chat messages to persons, handed over by HTTP. The first whose numbers fit sends."),
        new=_("New gateway"),
        empty=_("With a gateway people can be reached by SMS or chat, also when they read no mail."),
    ),
    form=NewGatewayForm,
    rows=_gateways,
    save=services.save_gateway,
    columns=(
        Column(_("What it sends"), lambda row: row.record.get_kind_display()),
        Column(_("Host"), lambda row: row.record.host, kind="code"),
        Column(_("Only numbers that begin with"), lambda row: row.record.prefixes),
        Column(_("State"), lambda row: _health(row.record), kind="tag"),
    ),
)

ROOMS = Setting(
    name="rooms",
    permission=_PERMISSION,
    icon="messages",
    page="channels:room",
    words=Words(
        title=_("Chat rooms"),
        lead=_("Group chats in WeCom, DingTalk, Feishu or elsewhere that a robot of ours may write into."),
        new=_("New chat room"),
        empty=_("Add the robot of a group chat, and the whole team reads what is urgent."),
    ),
    form=NewRoomForm,
    rows=_rooms,
    save=services.save_room,
    columns=(
        Column(_("Team"), lambda row: row.record.team),
        Column(_("Host"), lambda row: row.record.host, kind="code"),
        Column(_("State"), lambda row: _health(row.record), kind="tag"),
    ),
)


@permission_required(_PERMISSION)
def gateway(request: ActorRequest, pk: int) -> HttpResponse:
    record = queries.fetch_gateway(request.actor, pk)
    form = GatewayForm(request.POST or None, instance=record, actor=request.actor)
    return _edited(request, form, services.save_gateway)


@permission_required(_PERMISSION)
def room(request: ActorRequest, pk: int) -> HttpResponse:
    record = queries.fetch_room(request.actor, pk)
    form = RoomForm(request.POST or None, instance=record, actor=request.actor)
    return _edited(request, form, services.save_room)


@require_POST
@permission_required(_PERMISSION)
def try_gateway(request: ActorRequest, pk: int) -> HttpResponse:
    return _tried(request, queries.fetch_gateway(request.actor, pk))


@require_POST
@permission_required(_PERMISSION)
def try_room(request: ActorRequest, pk: int) -> HttpResponse:
    return _tried(request, queries.fetch_room(request.actor, pk))


def _edited(request: ActorRequest, form: GatewayForm | RoomForm, save: Any) -> HttpResponse:
    hook = form.instance
    if request.method == "POST" and form.is_valid():
        try:
            save(request.actor, hook, **form.secrets)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("“%(name)s” was saved.") % {"name": hook.name})
            return go(request, request.path)
    setting, trial = (GATEWAYS, "channels:try_gateway") if isinstance(hook, Gateway) else (ROOMS, "channels:try_room")
    context = {
        "setting": setting,
        "here": reverse(f"channels:{setting.name}"),
        "form": form,
        "hook": hook,
        "is_room": isinstance(hook, Room),
        "trial_url": reverse(trial, args=[hook.pk]),
        "call": None,
        "refusal": "",
        "history": changes.of_record(hook)[:5],
    }
    return pages.render(request, "channels/hook.html", context, status=form.status)


def _tried(request: ActorRequest, hook: Gateway | Room) -> HttpResponse:
    """Send a trial message and show exactly what the gateway answered."""
    context: dict[str, Any] = {"call": None, "refusal": ""}
    try:
        context["call"] = services.try_out(request.actor, hook, address=request.POST.get("address", "").strip()[:254])
    except Invalid as refusal:
        context["refusal"] = refusal.sentence
    return pages.render(request, "channels/hook.html", context, block="trial")
