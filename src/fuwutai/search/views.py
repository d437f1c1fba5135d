"""The search page, and the palette that jumps anywhere by keyboard."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from fuwutai.core import pages, toasts
from fuwutai.core.errors import NotFound
from fuwutai.people.doors import ActorRequest, permission_required, staff_required
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.search import kinds, queries, rebuilding, scopes
from fuwutai.search.pages import pages_called, result, standing

LONGEST = 200
WATCH = "system.watch"
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


@permission_required(WATCH)
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """How far the index is behind, and how far it is where it is made anew."""
    request.actor.must(WATCH, within=EVERYWHERE)
    found = standing.of(queries.lag(), [scope.name for scope in scopes.all_scopes()])
    part = request.htmx and request.htmx.target == "standing"
    return pages.render(request, "search/index.html", {"standing": found}, block="standing" if part else "")


@permission_required(WATCH)
@require_POST
def rebuild(request: ActorRequest) -> HttpResponse:
    """Begin, go on, begin anew or stop."""
    request.actor.must(WATCH, within=EVERYWHERE)
    verb = _VERBS.get(request.POST.get("verb", ""))
    scope = next((each for each in scopes.all_scopes() if each.name == request.POST.get("scope")), None)
    if verb is None or scope is None:
        raise NotFound(_("There is nothing here, or nothing that you may see."))
    do, said = verb
    do(scope)
    toasts.say(request, said)
    return redirect("search:index")


_BEGUN = _("It is made anew in the background. Search goes on meanwhile.")
_VERBS = {
    "begin": (rebuilding.begin, _BEGUN),
    "begin_anew": (rebuilding.begin_anew, _BEGUN),
    "stop": (rebuilding.stop, _("It stopped. What is done is kept.")),
}
