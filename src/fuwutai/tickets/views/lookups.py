"""What dialogs ask while somebody types."""

from django.http import HttpResponseBase

from fuwutai.core import htmx, pages
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import queries
from fuwutai.tickets.queries import Filter

_MOST = 8


@staff_required
def tickets(request: ActorRequest) -> HttpResponseBase:
    """Tickets by number, words of the title, or the requester's name."""
    words = htmx.typed(request)
    found = queries.tickets(request.actor, Filter(text=words)).defer("description", "solution")[:_MOST] if words else []
    return pages.render(request, "tickets/found.html", {"tickets": found})
