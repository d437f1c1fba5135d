"""One ticket: its page, and the reading pane beside a list."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from fuwutai.core import htmx, pages, typed
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


@staff_required
def now(request: ActorRequest, number: int) -> HttpResponseBase:
    """The ticket as it is now, and apart what came after the entry that the open page has seen."""
    found = permissions.fetch_for_work(request.actor, number)
    seen, show = typed.number(request.GET.get("seen")), request.GET.get("show", "all")
    added = story.since(request.actor, found, seen) if seen is not None and show == "all" else []
    # Of more than a few the page takes the whole story anew.
    is_all = seen is not None and found.timeline_length - seen == len(added)
    context = {"page": ticket.of(request.actor, found, show=show), "added": added if is_all else []}
    return pages.render(request, "tickets/now.html", context)


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
