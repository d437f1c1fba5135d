"""The one place where a `Refusal` becomes an answer that a person, htmx or a program can read."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext

from fuwutai.core import pages
from fuwutai.core.api.problems import problem
from fuwutai.core.errors import Forbidden, NotFound, Refusal


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


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(refusal)
    return pages.render(request, _template(request), {"refusal": refusal}, status=refusal.status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer for an address that leads nowhere."""
    return answer(request, NotFound(gettext("There is nothing here, or nothing that you may see.")))


def _template(request: HttpRequest) -> str:
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return "core/refusal.html"
    return "core/refusal_sheet.html" if htmx.target == "dialog" else "core/refusal_notice.html"
