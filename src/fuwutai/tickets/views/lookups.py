"""What dialogs ask while somebody types."""

from django.http import HttpResponseBase

from fuwutai.core import htmx, pages
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import permissions, queries, readers
from fuwutai.tickets.queries import Filter

_MOST = 8


@staff_required
def tickets(request: ActorRequest) -> HttpResponseBase:
    """Tickets by number, words of the title, or the requester's name."""
    words = htmx.typed(request)
    found = queries.newest(request.actor, Filter(text=words), before=None, most=_MOST) if words else []
    return pages.render(request, "tickets/found.html", {"tickets": found})


@staff_required
def mentions(request: ActorRequest, number: int) -> HttpResponseBase:
    """Colleagues to point at what is written about this ticket; before anything is typed, those who work on it."""
    ticket = permissions.fetch_for_work(request.actor, number)
    words = htmx.typed(request)
    found = readers.offered(ticket, request.actor, words, most=_MOST)
    return pages.render(request, "people/found.html", {"persons": found, "words": words})
