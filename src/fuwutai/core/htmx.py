"""Tells a request for a whole page from one for a piece of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.middleware import HtmxDetails


def wants_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a piece; a boosted link or a restored history entry still wants the page."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to `url`, from a form posted by htmx as from a plain one."""
    if getattr(request, "htmx", None):
        # With a mark behind it, a browser that is on that page would scroll there and load nothing.
        return HttpResponse(status=204, headers={"HX-Redirect": url.partition("#")[0]})
    return redirect(url)


def into(response: HttpResponse, target: str, *, swap: str) -> None:
    """Let the answer replace something else than what the request asked to replace."""
    response.headers["HX-Retarget"] = target
    response.headers["HX-Reswap"] = swap


def typed(request: HttpRequest) -> str:
    """The words typed into the lookup that asks (ui/lookup.html names its field `<name>_words`)."""
    name = next((name for name in request.GET if name.endswith("_words")), "")
    return request.GET.get(name, "").strip()[:100]
