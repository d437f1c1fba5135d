"""Selecting many tickets: the sheet that tells what would happen, its start, progress, result and undo."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fuwutai.core import htmx, pages, toasts, typed
from fuwutai.core.errors import Invalid
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets.pages import dialogs
from fuwutai.workspace.bulk import offers, previews, services
from fuwutai.workspace.bulk import pages as bulk
from fuwutai.workspace.bulk.previews import Chosen

_PAGE = 50
_CHANGED = "bulk-changed"


@require_POST
@staff_required
def sheet(request: ActorRequest, noun: str) -> HttpResponseBase:
    """What the verb asks for, and what it would do to each ticket that was ticked."""
    verb = offers.find(noun)
    preview = previews.of(request.actor, verb, _ticked(request))
    return _show(request, bulk.sheet(preview, bulk.empty(request.actor, preview)))


@require_POST
@staff_required
def preview(request: ActorRequest, noun: str) -> HttpResponseBase:
    """The same list with what is filled in so far; the sheet asks whenever something in it changes."""
    verb = offers.find(noun)
    found = previews.of(request.actor, verb, _sent(request), _values(request))
    return _show(request, bulk.sheet(found, None, request.GET.get("page")), block="lines")


@require_POST
@staff_required
def start(request: ActorRequest, noun: str) -> HttpResponseBase:
    """Carry it out in the background."""
    actor, verb, chosen = request.actor, offers.find(noun), _sent(request)
    found = previews.of(actor, verb, chosen, _values(request))
    dialog = None
    if found.pattern is not None:
        form = dialogs.filled(verb, found.pattern, actor, request.POST, None)
        form.is_valid()
        dialog = dialogs.of(verb, found.pattern, form)
    try:
        action = services.start(actor, verb.key, chosen, _values(request))
    except Invalid as refusal:
        if dialog is not None and not dialog.form.errors:
            dialog.form.add_error(None, str(refusal))
        return _show(request, bulk.sheet(found, dialog), status=refusal.status)
    if not request.htmx:
        return htmx.go(request, reverse("workspace:bulk", args=[action.pk]))
    number = action.lines.count()
    said = ngettext("Working on %(num)d ticket.", "Working on %(num)d tickets.", number) % {"num": number}
    return toasts.done(said, _CHANGED)


@staff_required
def actions(request: ActorRequest) -> HttpResponseBase:
    """What I had done to many tickets, the newest first."""
    page = Paginator(services.own(request.actor), _PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "actions": bulk.several(list(page.object_list))}
    return pages.render(request, "workspace/bulk/actions.html", context)


@staff_required
def result(request: ActorRequest, pk: int) -> HttpResponseBase:
    """How far an action is, what became of each ticket, and the way back."""
    action = services.fetch(request.actor, pk)
    page = Paginator(action.lines.select_related("ticket"), _PAGE).get_page(request.GET.get("page"))
    context = {"shown": bulk.shown(action), "page": page, "lines": bulk.lines(request.actor, list(page.object_list))}
    block = "result" if htmx.wants_fragment(request) else ""
    return pages.render(request, "workspace/bulk/result.html", context, block=block)


@require_POST
@staff_required
def undo(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Take it back, as far as nobody changed the tickets since."""
    services.undo(request.actor, pk)
    if request.htmx and request.POST.get("from") == "strip":
        return toasts.done(_("Being undone."), _CHANGED)
    return htmx.go(request, reverse("workspace:bulk", args=[pk]))


@staff_required
def now(request: ActorRequest) -> HttpResponseBase:
    """The strip above lists: how far my newest action is."""
    found = bulk.current(request.actor)
    response = pages.render(request, "workspace/bulk/now.html", {"shown": found})
    if request.GET.get("running") and not (found and found.action.is_running):
        response.headers["HX-Trigger"] = "ticket-changed"
    return response


def _ticked(request: ActorRequest) -> list[Chosen]:
    """The rows that were ticked, or all that the list holds."""
    if request.POST.get("all"):
        numbers = previews.matching(request.actor, request.POST.get("list", ""), request.POST.get("query", ""))
        return [Chosen(number) for number in numbers]
    known = (typed.number(value) for value in request.POST.getlist("ticket")[: offers.MOST + 1])
    return [Chosen(number) for number in known if number is not None]


def _sent(request: ActorRequest) -> list[Chosen]:
    return bulk.chosen(request.POST.get("tickets", ""))


def _values(request: ActorRequest) -> dict[str, str]:
    """What was filled in; a number typed for another ticket counts where nothing was picked."""
    values = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    return values if values.get("other") else values | {"other": values.get("other_words", "").strip()}


def _show(request: ActorRequest, found: bulk.Sheet, *, block: str = "sheet", status: int = 200) -> HttpResponse:
    part = block if htmx.wants_fragment(request) else ""
    return pages.render(request, "workspace/bulk/sheet.html", {"sheet": found}, block=part, status=status)
