"""Writing an update: the text in each language, from a template or by hand, and who shall read it."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from fuwutai.core import pages, typed
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.forms import refuse
from fuwutai.incidents.major import permissions, queries
from fuwutai.incidents.major.choices import Audience
from fuwutai.incidents.major.forms import UpdateForm
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.services import updates
from fuwutai.incidents.major.views.sheets import done
from fuwutai.people.doors import ActorRequest, staff_required

_USUAL = (Audience.REQUESTERS, Audience.ROOM, Audience.MANAGEMENT)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ActorRequest, number: int) -> HttpResponseBase:
    room = permissions.fetch(request.actor, number)
    permissions.must_speak(request.actor, room)
    if request.method != "POST":
        return _draw(request, room, UpdateForm(actor=request.actor, initial=_start(request, room)))
    form = UpdateForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _draw(request, room, form, status=422)
    try:
        updates.send(
            request.actor, room.ticket_id, texts=form.texts(), audiences=form.cleaned_data["audiences"]
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        refuse(form, refusal)
        return _draw(request, room, form, status=refusal.status)
    return done(request, room, _("The update is on its way."))


def _start(request: ActorRequest, room: MajorIncident) -> dict[str, object]:
    template = queries.templates().filter(pk=typed.number(request.GET.get("template")) or 0).first()
    texts = updates.filled(template, room) if template else {}
    return {"audiences": list(_USUAL), **{f"text_{language}": text for language, text in texts.items()}}


def _draw(request: ActorRequest, room: MajorIncident, form: UpdateForm, *, status: int = 200) -> HttpResponse:
    context = {
        "room": room,
        "form": form,
        "templates": list(queries.templates()),
        "chosen": typed.number(request.GET.get("template")),
    }
    block = "sheet" if request.htmx else ""
    return pages.render(request, "incidents/major/update.html", context, block=block, status=status)
