"""Why a ticket's priority, class or service class is as it is: a fragment that opens where the value stands."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from fuwutai.core import pages
from fuwutai.core.errors import NotFound
from fuwutai.core.htmx import wants_fragment
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import permissions
from fuwutai.tickets.choices import Settled
from fuwutai.tickets.pages import why as reasons


@staff_required
def why(request: ActorRequest, number: int, field: str) -> HttpResponse:
    ticket = permissions.fetch_for_work(request.actor, number)
    if field not in Settled.values:
        raise NotFound(_("Rules settle priority, class and service class; nothing else has reasons of its own."))
    verb = permissions.verb_of(ticket, "lift")
    context = {
        "why": reasons.of(request.actor, ticket, Settled(field)),
        "ticket": ticket,
        "may_lift": ticket.state in verb.sources and permissions.may(request.actor, verb, ticket),
    }
    return pages.render(request, "tickets/why.html", context, block="reasons" if wants_fragment(request) else "")
