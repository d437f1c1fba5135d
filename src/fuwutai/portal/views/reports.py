from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fuwutai.core import pages, toasts
from fuwutai.core.errors import Invalid
from fuwutai.core.forms import refuse
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself
from fuwutai.people.queries import search_persons
from fuwutai.portal import permissions, services
from fuwutai.portal.forms import ReportForm
from fuwutai.tickets import lifecycle

_MOST_FOUND = 8


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    colleagues = permissions.colleagues(actor)
    if request.method == "POST":
        form = ReportForm(myself(actor), colleagues, request.POST, request.FILES)
        if form.is_valid():
            try:
                ticket = services.send(actor, form.report(), key=form.cleaned_data["key"], same=form.same())
            except Invalid as refusal:
                refuse(form, refusal)
            else:
                said = _("We have it. Its number is %(number)s; a receipt goes to your mailbox.")
                toasts.say(request, said % {"number": ticket.pk})
                return redirect("portal:ticket", ticket.pk)
        status = 422
    else:
        asked = {name: request.GET[name][:250] for name in ("kind", "title") if name in request.GET}
        form, status = ReportForm(myself(actor), colleagues, initial=asked), 200
    context = {
        "form": form,
        "kinds": lifecycle.kinds(),
        "may_choose": bool(actor.key_departments),
        "told": form.told.values(),
    }
    return pages.render(request, "portal/report.html", context, status=status)


@require_safe
@login_required
def colleagues(request: ActorRequest) -> HttpResponse:
    """The lines below the search for a colleague."""
    actor = request.actor
    found = search_persons(actor, request.GET.get("person_words", "")[:80], most=50)
    allowed = set(permissions.colleagues(actor).values_list("pk", flat=True))
    persons = [person for person in found if person.pk in allowed][:_MOST_FOUND]
    return pages.render(request, "portal/colleagues.html", {"persons": persons})
