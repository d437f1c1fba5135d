"""The lifecycle of each kind of ticket, drawn and listed from the data that drives it."""

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from fuwutai.core import pages
from fuwutai.core.errors import NotFound
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import lifecycle as lifecycles
from fuwutai.tickets.pages import diagram, handbook


@staff_required
def lifecycle(request: ActorRequest, kind: str = "") -> HttpResponseBase:
    """The drawing and the table of one kind, the first one if none is named. `state` marks where a ticket is."""
    kinds = {each.key: each for each in lifecycles.kinds()}
    shown = kinds.get(kind or next(iter(kinds)))
    if shown is None:
        raise NotFound(_("There is no such kind of ticket."))
    context = {
        "kind": shown,
        "kinds": list(kinds.values()),
        "drawing": diagram.of(shown, current=request.GET.get("state", "")),
        "lines": handbook.lines(shown, request.actor),
    }
    return pages.render(request, "tickets/lifecycle.html", context)
