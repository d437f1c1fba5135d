from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from fuwutai.core import pages, typed
from fuwutai.notices import pages as notices
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.workspace import queries


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Everybody's first page: the portal, or the workspace for staff, which begins where each wants it to."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        return redirect("portal:home")
    chosen = queries.start(actor)
    return redirect("workspace:view", pk=chosen.pk) if chosen else redirect("tickets:mine")


@staff_required
def now(request: ActorRequest) -> HttpResponseBase:
    """The counts and the bell of the frame, and urgent notices since a moment; open pages ask when they are told to."""
    since = typed.moment(request.GET.get("since", ""))
    urgent = notices.urgent(request.actor, since=since) if since else []
    return pages.render(request, "site/now.html", {"urgent": urgent})
