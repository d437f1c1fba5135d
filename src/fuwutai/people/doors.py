"""The doors of pages: who gets in. Inside, rows are fetched only through the permissions of the app that owns them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from fuwutai.core.errors import NotFound
from fuwutai.people.permissions import Actor


class ActorRequest(HttpRequest):
    """A request as our middleware hands it on: it knows who asks."""

    actor: Actor
    htmx: HtmxDetails


P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]


def staff_required(view: View[P]) -> View[P]:
    """Pages of the workspace. Visitors sign in first; whoever is no staff finds nothing here (404, not 403)."""

    @wraps(view)
    def inside(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in(request)
        if not request.actor.is_staff:
            raise NotFound(_("There is nothing here, or nothing that you may see."))
        return view(request, *args, **kwargs)

    return inside


def permission_required(key: str) -> Callable[[View[P]], View[P]]:
    """Pages of the workspace that a role must allow: Forbidden (403) for other staff."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def inside(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.actor.must(key)
            return view(request, *args, **kwargs)

        return staff_required(inside)

    return guard


def _sign_in(request: ActorRequest) -> HttpResponseBase:
    """A piece of a page must not become the sign-in page; the front end tells the reader what happened."""
    if request.htmx:
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path())
