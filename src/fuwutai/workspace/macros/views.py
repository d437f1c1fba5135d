"""Macros on the page of a ticket: which there are, what one would do, and doing it; and their editor."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fuwutai.core import htmx, pages, typed
from fuwutai.core.configuration import views as settings
from fuwutai.core.errors import Conflict, Forbidden, Invalid, NotFound
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets.permissions import fetch_for_work, verb_of
from fuwutai.tickets.views import answers
from fuwutai.workspace.macros import judging, permissions, previews, queries, recipe, services
from fuwutai.workspace.macros import pages as editor
from fuwutai.workspace.macros.previews import Preview
from fuwutai.workspace.macros.settings import MACROS


@staff_required
def new(request: ActorRequest) -> HttpResponseBase:
    return _as_page(request) or settings.new(request, MACROS)


@staff_required
def edit(request: ActorRequest, pk: int) -> HttpResponseBase:
    return _as_page(request) or settings.edit(request, MACROS, pk)


def _as_page(request: ActorRequest) -> HttpResponse | None:
    """The editor is too large for a sheet."""
    return htmx.go(request, request.path) if request.htmx and request.method != "POST" else None


@staff_required
def members(request: ActorRequest, noun: str) -> HttpResponseBase:
    """Whom a group could give tickets to; the editor asks when another group is chosen."""
    verb = next((each for each in recipe.offered() if each.noun == noun), None)
    if verb is None or not any(field.name == "assignee" for field in verb.fields):
        raise NotFound(_("This action is not given to anybody."))
    team = next((str(value) for name, value in request.GET.items() if name.endswith("-team")), "")
    bound = editor.member_of(verb, request.actor, team)
    return pages.render(request, "workspace/macros/members.html", {"bound": bound})


@staff_required
def offered(request: ActorRequest, number: int) -> HttpResponse:
    """The lines of the menu on a ticket."""
    ticket = fetch_for_work(request.actor, number)
    context = {"ticket": ticket, "macros": queries.offered(request.actor, ticket)}
    return pages.render(request, "workspace/macros/offered.html", context)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: ActorRequest, pk: int, number: int) -> HttpResponseBase:
    """What a macro would do to a ticket, or doing it."""
    actor = request.actor
    ticket, macro = fetch_for_work(actor, number), permissions.fetch(actor, pk)
    if request.method != "POST":
        return _show(request, previews.of(actor, macro, ticket))
    try:
        done = services.run(actor, macro, number, version=typed.number(request.POST.get("version")))
    except (Conflict, Forbidden, Invalid) as refusal:
        fresh = fetch_for_work(actor, number)
        seen = previews.of(actor, macro, fresh)
        return _show(request, seen if seen.refusal else replace(seen, stale=str(refusal)), status=refusal.status)
    return answers.changed(request, verb_of(done, judging.verbs(macro)[-1]), done)


def _show(request: ActorRequest, preview: Preview, *, status: int = 200) -> HttpResponse:
    block = "sheet" if htmx.wants_fragment(request) else ""
    return pages.render(request, "workspace/macros/sheet.html", {"preview": preview}, block=block, status=status)
