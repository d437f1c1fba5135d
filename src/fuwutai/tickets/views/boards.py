"""Where a card of a board may be moved."""

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.urls import reverse

from fuwutai.core import pages, typed
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import moves, permissions, services
from fuwutai.tickets.choices import Layout
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.moves import Move


@staff_required
def menu(request: ActorRequest, number: int) -> HttpResponseBase:
    """The menu of the columns into which the ticket may go now; asked when its card is picked up.

    Raises Conflict when the card shows another version.
    """
    ticket = permissions.fetch_for_work(request.actor, number)
    services.check_version(request.actor, ticket, typed.number(request.GET.get("version")))
    asked = request.GET.get("layout", "")
    layout = Layout(asked) if asked in Layout.values and asked != Layout.LIST else Layout.STATE
    ways = sorted(moves.of(request.actor, ticket, layout), key=lambda move: move.verb is None)
    found = [(move, _address(move, ticket)) for move in ways]
    return pages.render(request, "tickets/_moves.html", {"ticket": ticket, "moves": found})


def _address(move: Move, ticket: Ticket) -> str:
    """Of the verb; a dialog gets in it what it opens with."""
    if move.verb is None:
        return ""
    url = reverse("tickets:act", args=[ticket.pk, move.verb.noun])
    given = {name: value for name, value in move.given.items() if value not in (None, "")}
    return f"{url}?{urlencode(given)}" if given and not move.is_direct else url
