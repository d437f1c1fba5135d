"""The page of a sheet: one form that is saved as a whole."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from fuwutai.core import pages, toasts
from fuwutai.core.configuration.settings import Sheet
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.htmx import go

EVERYWHERE = "/"


def show(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    actor.must(sheet.permission, within=EVERYWHERE)
    form = sheet.form(request.POST or None, instance=sheet.row(), actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            sheet.save(actor, form.instance)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("Saved. It holds from now on."))
            return go(request, request.path)
    context = {"sheet": sheet, "form": form}
    return pages.render(request, "core/configuration/one.html", context, status=form.status)
