"""All rooms that somebody may see, and the findings that are still open."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from fuwutai.core import pages, typed
from fuwutai.incidents.major import permissions, queries
from fuwutai.incidents.major.choices import RoomState
from fuwutai.incidents.major.pages import looks
from fuwutai.people.doors import ActorRequest, staff_required

PAGE = 50
_MOST_FINDINGS = 50


@staff_required
@require_safe
def everything(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    shown = Paginator(queries.listed(actor), PAGE).get_page(typed.number(request.GET.get("page")) or 1)
    context = {
        "shown": shown,
        "rooms": [(room, looks.OF_STATE[RoomState(room.state)]) for room in shown],
        "findings": list(queries.open_findings(actor)[:_MOST_FINDINGS]),
        "templates": actor.can(permissions.CONFIGURE, within="/"),
    }
    return pages.render(request, "incidents/major/list.html", context)
