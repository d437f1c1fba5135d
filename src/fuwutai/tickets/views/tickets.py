"""One ticket: its page, and the reading pane beside a list."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from fuwutai.core import htmx, pages
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import permissions
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import rows, story, ticket


@staff_required
def detail(request: ActorRequest, number: int) -> HttpResponseBase:
    """The page of a ticket. Whoever asked for it themselves reads it in the portal, without what colleagues noted."""
    found = permissions.fetch(request.actor, number)
    if not permissions.sees_internal(request.actor, found):
        return redirect(f"/portal/tickets/{number}")
    show, before = request.GET.get("show", "all"), request.GET.get("before", "")
    if htmx.wants_fragment(request) and before.isdecimal():
        return _earlier(request, found, show=show, before=int(before[:18]))
    return pages.render(request, "tickets/ticket.html", {"page": ticket.of(request.actor, found, show=show)})


def _earlier(request: ActorRequest, found: Ticket, *, show: str, before: int) -> HttpResponse:
    context = {"story": story.of(request.actor, found, show=show, before=before)}
    return pages.render(request, "tickets/_items.html", context)


@staff_required
def pane(request: ActorRequest, number: int) -> HttpResponseBase:
    """The ticket in the reading pane, with its row as it is now."""
    found = permissions.fetch_for_work(request.actor, number)
    if not htmx.wants_fragment(request):
        return redirect("tickets:detail", number=number)
    context = {"page": ticket.of(request.actor, found, buttons=2), "row": replace(rows.of([found])[0], is_current=True)}
    return pages.render(request, "tickets/pane.html", context)
