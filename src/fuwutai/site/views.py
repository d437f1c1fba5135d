from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Everybody's first page: the workspace for staff, the portal for the others."""
    return redirect("tickets:mine" if request.actor.is_staff else "portal:home")  # type: ignore[attr-defined]
