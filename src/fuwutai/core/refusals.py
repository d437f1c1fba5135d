"""The one place where a `Refusal` becomes an answer that a person, htmx or a program can read."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.core import back, pages
from fuwutai.core.api.problems import problem
from fuwutai.core.errors import Forbidden, NotFound, Refusal

_HINTS = {
    400: _("Nothing was changed. Go back and try it again."),
    401: _("Nothing was changed. Sign in and open it again."),
    403: _("Nothing was changed. If your work needs it, ask whoever gives out roles."),
    404: _("The address may be old or mistyped. Look for it, or ask whoever sent it to you."),
    409: _("Nothing of yours was saved. Look how it stands now, then decide anew."),
}


class Refusals:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # PostgreSQL can't keep or compare a NUL; forms refuse it in their fields, the API in its own words.
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            return answer(request, Refusal(gettext("This address holds a character that can't be read.")))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if isinstance(error, Refusal):
            return answer(request, error)
        if isinstance(error, Http404):
            return answer(request, NotFound(gettext("There is nothing here, or nothing that you may see.")))
        if isinstance(error, PermissionDenied):
            return answer(request, Forbidden(gettext("Your role does not allow this.")))
        return None


def answer(request: HttpRequest, refusal: Refusal, *, hint: str = "") -> HttpResponse:
    """`hint` says what was kept and what to do, where more is known than the kind of refusal."""
    if request.path.startswith("/api/"):
        return problem(refusal)
    hint = hint or str(_HINTS.get(refusal.status, _HINTS[400]))
    context = {"refusal": refusal, "hint": hint, "came_from": back.place(request)}
    return pages.render(request, _template(request), context, status=refusal.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer for an address that leads nowhere."""
    return answer(request, NotFound(gettext("There is nothing here, or nothing that you may see.")))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer for a form that does not prove that it came from a page of this browser.

    Nearly always the page was opened before somebody signed in anew beside it. A piece of a page gets a sentence only,
    so that what was written stays where it is.
    """
    if reason == REASON_NO_CSRF_COOKIE:
        refusal = Forbidden(gettext("Your browser keeps no cookies for this address. Allow them, then send it again."))
    else:
        refusal = Forbidden(
            gettext("This page was open since before you last signed in, so it can't be sent any more.")
        )
    if getattr(request, "htmx", None):
        kept = gettext("Nothing was saved, and what you wrote is still here. Copy it, open the page again and send it.")
        text = f"{refusal} {kept}"
        return HttpResponse(text, status=refusal.status, content_type="text/plain; charset=utf-8")
    return answer(request, refusal, hint=gettext("Nothing was saved. Go back, open the page anew and send it again."))


def _template(request: HttpRequest) -> str:
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return "core/refusal.html"
    return "core/refusal_sheet.html" if htmx.target == "dialog" else "core/refusal_notice.html"
