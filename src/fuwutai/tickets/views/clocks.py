"""Why a clock shows what it shows."""

from django.http import HttpResponseBase

from fuwutai.core import htmx, pages
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import permissions
from fuwutai.tickets.pages import clocks


@staff_required
def clock(request: ActorRequest, number: int, key: int) -> HttpResponseBase:
    """The explanation of one clock, as a sheet over the ticket or a page of its own."""
    ticket = permissions.fetch_for_work(request.actor, number)
    block = "sheet" if htmx.wants_fragment(request) else ""
    return pages.render(request, "tickets/clock.html", {"found": clocks.explain(ticket, key)}, block=block)
