"""The search page, and the palette that jumps anywhere by keyboard."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from fuwutai.core import pages
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.search import kinds
from fuwutai.search.pages import pages_called, result

LONGEST = 200
_MOST_IN_PALETTE = 5


@staff_required
def find(request: ActorRequest) -> HttpResponseBase:
    """Everything that fits, a tab for each kind. The number of one thing opens it."""
    page = result.of(request.actor, _question(request), request.GET.get("in", ""))
    if page.only is not None:
        return redirect(page.only.url)
    return pages.render(request, "search/page.html", {"page": page, "kinds": kinds.every()})


@staff_required
def palette(request: ActorRequest) -> HttpResponse:
    """The palette itself, or with `q` what it offers for the words."""
    if "q" not in request.GET:
        return pages.render(request, "search/palette.html", block="palette")
    question = _question(request)
    context = {
        "question": question,
        "groups": result.brief(request.actor, question, most=_MOST_IN_PALETTE),
        "pages": pages_called(request, question),
    }
    return pages.render(request, "search/palette.html", context, block="offers")


def _question(request: ActorRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]
