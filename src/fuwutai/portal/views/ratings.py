"""How it was: said on the page of a ticket, and read beside it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from fuwutai.core import htmx, pages, toasts
from fuwutai.core.errors import Conflict
from fuwutai.people.doors import ActorRequest
from fuwutai.portal import permissions, services
from fuwutai.portal.choices import Source
from fuwutai.portal.forms import OpinionForm
from fuwutai.portal.queries import ratings
from fuwutai.portal.views.tickets import context_of
from fuwutai.tickets import permissions as tickets


@require_http_methods(["POST"])
@login_required
def rate(request: ActorRequest, number: int) -> HttpResponse:
    actor = request.actor
    ticket = permissions.fetch(actor, number)
    permissions.must_rate(actor, ticket)
    form, refused, status = OpinionForm(request.POST), None, 422
    if form.is_valid():
        try:
            services.rate(actor, number, form.opinion(Source.PORTAL))
        except Conflict as refusal:
            refused, status = str(refusal), 409
        else:
            toasts.say(request, _("Thank you. That helps us."))
            return htmx.go(request, reverse("portal:ticket", args=[number]))
    context = context_of(actor, ticket) | {"opinion": form, "refused": refused}
    return pages.render(request, "portal/ticket.html", context, status=status)


@require_safe
@login_required
def said(request: ActorRequest, number: int) -> HttpResponse:
    """The line that a ticket's page in the workspace loads; nothing where nothing was said."""
    found = ratings.of_ticket(tickets.fetch_for_work(request.actor, number))
    return pages.render(request, "portal/ratings.html", {"ratings": found})
