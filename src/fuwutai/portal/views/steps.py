"""What a requester does to a ticket: add something, confirm, say that it is not solved, cancel."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from fuwutai.core import htmx, pages, toasts
from fuwutai.core.errors import Conflict, Invalid, NotFound
from fuwutai.core.forms import refuse
from fuwutai.people.doors import ActorRequest
from fuwutai.portal import permissions
from fuwutai.portal.forms import StepForm
from fuwutai.portal.views.tickets import VERBS, context_of
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets import services

_SAID = {
    "say": _("Sent. Whoever works on it reads it."),
    "confirm": _("Thank you. The ticket is closed."),
    "reject": _("Thank you. It is in work again."),
    "cancel": _("Cancelled. Nothing more is done."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: ActorRequest, number: int, noun: str) -> HttpResponse:
    """Ask for what the step needs (a dialog, or a page for a plain browser), then carry it out."""
    actor = request.actor
    ticket = permissions.fetch(actor, number)
    verb = tickets.verb_of(ticket, noun)
    if verb.key not in VERBS:
        raise NotFound(_("There is no such action for this kind of ticket."))
    posted = request.method == "POST"
    form = StepForm(verb, ticket, actor, request.POST if posted else None, files=request.FILES if posted else None)
    refused = None
    if posted and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            services.act(actor, number, verb.key, values, uploads=values.pop("files"))
        except Conflict as refusal:
            refused = str(refusal)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            toasts.say(request, _SAID[verb.key])
            return htmx.go(request, reverse("portal:ticket", args=[number]) + "#end")
    context = {"form": form, "verb": verb, "refused": refused}
    status = 409 if refused else 422 if posted else 200
    if verb.key == "say":
        return pages.render(request, "portal/ticket.html", context_of(actor, ticket) | context, status=status)
    template = "portal/step_sheet.html" if htmx.wants_fragment(request) else "portal/step.html"
    return pages.render(request, template, {"ticket": ticket, **context}, status=status)
