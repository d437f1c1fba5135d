"""The sheets of a room: each asks for little, acts once, and lets the page show what is new."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from fuwutai.core import pages, toasts
from fuwutai.core.errors import Conflict, Invalid, NotFound
from fuwutai.core.forms import refuse
from fuwutai.core.htmx import go
from fuwutai.core.texts import LazyText
from fuwutai.incidents.major import forms, permissions
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.services import rooms, seats
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.people.permissions import Actor

CHANGED = "room-changed"
Guard = Callable[[Actor, MajorIncident], None]


@dataclass(frozen=True)
class Sheet:
    title: LazyText
    submit: LazyText
    said: LazyText
    form: type[forms.RoomForm]
    do: Callable[[Actor, int, Mapping[str, Any]], object]
    guard: Guard = permissions.must_manage
    kind: str = "primary"
    lead: LazyText | str = ""


_SHEETS = {
    "confirmation": Sheet(
        _("Confirm the major incident"), _("Confirm"), _("You manage it now."), forms.ConfirmForm,
        lambda actor, number, values: rooms.confirm(actor, number, **values),
        lead=_("You become its manager. Management and everybody in the room are told."),
    ),
    "standing-down": Sheet(
        _("Stand down"), _("Stand down"), _("The room was stood down."), forms.ReasonForm,
        lambda actor, number, values: rooms.stand_down(actor, number, **values), kind="danger",
        lead=_("The ticket goes on with its class back at normal. Whoever was alarmed is told."),
    ),
    "rhythm": Sheet(
        _("Rhythm of updates"), _("Save"), _("The rhythm was set."), forms.RhythmForm,
        lambda actor, number, values: rooms.set_rhythm(actor, number, **values),
        lead=_("Counted from now. You are reminded before an update is due, and again while it is late."),
    ),
    "call": Sheet(
        _("Call somebody in"), _("Call in"), _("They were called."), forms.CallForm,
        lambda actor, number, values: seats.call_in(actor, number, **values),
        lead=_("They are told at once, and can read the ticket from now on."),
    ),
    "note": Sheet(
        _("Write a note"), _("Save"), _("The note was saved."), forms.NoteForm,
        lambda actor, number, values: rooms.note(actor, number, **values), guard=permissions.must_work,
        lead=_("Only those in the room read it."),
    ),
    "end": Sheet(
        _("It is over"), _("Declare it over"), _("It is over. The review comes next."), forms.EndForm,
        lambda actor, number, values: rooms.end(actor, number, **values),
        lead=_("Everybody who was alarmed is told. The requesters hear of it by your last update."),
    ),
}  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: ActorRequest, number: int, noun: str) -> HttpResponseBase:
    room = permissions.fetch(request.actor, number)
    found = _SHEETS.get(noun)
    if found is None:
        raise NotFound(_("There is nothing here, or nothing that you may see."))
    found.guard(request.actor, room)
    start = {"minutes": room.rhythm}
    form = found.form(request.POST if request.method == "POST" else None, actor=request.actor, initial=start)
    here = reverse("major:sheet", args=[room.ticket_id, noun])
    if request.method != "POST":
        return draw(request, room, form, sheet=found, here=here)
    if not form.is_valid():
        return draw(request, room, form, sheet=found, here=here, status=422)
    try:
        found.do(request.actor, room.ticket_id, form.cleaned_data)
    except (Invalid, Conflict) as refusal:
        refuse(form, refusal)
        return draw(request, room, form, sheet=found, here=here, status=refusal.status)
    return done(request, room, found.said)


def draw(
    request: ActorRequest, room: MajorIncident, form: forms.RoomForm, *, sheet: Sheet, here: str, status: int = 200
) -> HttpResponse:
    block = "sheet" if request.htmx else ""
    context = {"room": room, "form": form, "sheet": sheet, "here": here}
    return pages.render(request, "incidents/major/sheet.html", context, block=block, status=status)


def done(request: ActorRequest, room: MajorIncident, said: LazyText | str) -> HttpResponse:
    """Close the sheet and let the page fetch what is new; without scripts, the page itself."""
    if request.htmx:
        return toasts.done(said, CHANGED)
    toasts.say(request, said)
    return go(request, reverse("major:room", args=[room.ticket_id]))
