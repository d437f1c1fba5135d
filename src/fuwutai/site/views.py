from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fuwutai.workspace import queries


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Everybody's first page: the portal, or the workspace for staff, which begins where each wants it to."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        return redirect("portal:home")
    chosen = queries.start(actor)
    return redirect("workspace:view", pk=chosen.pk) if chosen else redirect("tickets:mine")
