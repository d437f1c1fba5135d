from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fuwutai.core import pages, toasts
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself
from fuwutai.people.queries import search_persons
from fuwutai.portal import permissions
from fuwutai.portal.forms import ReportForm
from fuwutai.portal.views.sending import send
from fuwutai.tickets import lifecycle

_MOST_FOUND = 8


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if request.method == "POST":
        form, ticket = send(request)
        if ticket:
            said = _("We have it. Its number is %(number)s; a receipt goes to your mailbox.")
            toasts.say(request, said % {"number": ticket.pk})
            return redirect("portal:ticket", ticket.pk)
        status = 422
    else:
        asked = {name: request.GET[name][:250] for name in ("kind", "title") if name in request.GET}
        form, status = ReportForm(myself(actor), permissions.colleagues(actor), initial=asked), 200
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
