"""Saved views: the list of each, what it shows, where it stands; and the rail that fetches their numbers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fuwutai.core import clock, htmx, pages, toasts, typed
from fuwutai.core.errors import Forbidden, Invalid
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.people.permissions import Actor
from fuwutai.rules import telling
from fuwutai.rules.conditions import Conditions
from fuwutai.rules.queries import Matches
from fuwutai.tickets import filters
from fuwutai.tickets.choices import Whose
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.pages import listing
from fuwutai.tickets.views import arranging, lists
from fuwutai.workspace import pages as views
from fuwutai.workspace import permissions, queries, services
from fuwutai.workspace.forms import ViewForm
from fuwutai.workspace.models import View


@staff_required
def view(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The list of tickets that a view shows, narrowed further by what stands in the address."""
    shown = views.shown(request.actor, pk)
    source = views.source(request.actor, shown, request.GET)
    if lists.asks_again(request):
        return lists.show_again(request, listing.again(request.actor, request.GET, source))
    page = listing.of(request.actor, request.GET, source)
    return lists.show(request, page, "workspace/view.html", {"shown": shown})


@staff_required
def conditions(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The dialog that narrows the list of a view for now."""
    return lists.show_conditions(request, reverse("workspace:view", args=[permissions.fetch(request.actor, pk).pk]))


@staff_required
def news(request: ActorRequest, pk: int) -> HttpResponseBase:
    """How much came into a view since it was shown."""
    ground = queries.ground(permissions.fetch(request.actor, pk))
    since = typed.moment(request.GET.get("since", "")) or clock.now()
    return lists.show_news(request, listing.news_of(request.actor, request.GET, ground, since))


@staff_required
def rail(request: ActorRequest) -> HttpResponseBase:
    """The views in the rail, fetched by it when the page is there, so that no page waits for their numbers."""
    entries = views.rail(request.actor, request.GET.get("at", ""))
    return pages.render(request, "workspace/rail.html", {"entries": entries})


@staff_required
def everything(request: ActorRequest) -> HttpResponseBase:
    """All views that I may open, to be pinned and put in order."""
    meant, others = views.everything(request.actor)
    return pages.render(request, "workspace/views.html", {"meant": meant, "others": others})


@staff_required
@require_POST
def count(request: ActorRequest) -> HttpResponseBase:
    """How much a view would show to whoever writes it, asked meanwhile."""
    whose = request.POST.get("whose", "")

    def shown(asked: Conditions, actor: Actor) -> Matches:
        written = View(conditions_json=asked.to_json(), whose=whose if whose in Whose.values else "")
        return Matches(queries.count(actor, written), among=0)

    told = telling.about(request.actor, TICKETS, request.POST.get("conditions", ""), count=shown)
    return pages.render(request, "rules/count.html", {"told": told, "trial": ""})


@staff_required
def new(request: ActorRequest) -> HttpResponseBase:
    """A view of what the list shows whose address this page was given."""
    if request.method != "GET":
        return _write(request, View(), {})
    known = typed.number(request.GET.get("from", ""))
    found = permissions.visible(request.actor).filter(pk=known).first() if known else None
    return _write(request, View(), _from_address(request, found))


@staff_required
def edit(request: ActorRequest, pk: int) -> HttpResponseBase:
    """What a view shows, in which order, and who has it; narrowed by the address of its list if that was given."""
    found = permissions.fetch_to_change(request.actor, pk)
    if filters.hidden_rows(request.actor, queries.ground(found).conditions):
        raise Forbidden(_("A condition of this view names what you may not see, so you can't change it."))
    if request.method != "GET":
        return _write(request, found, {})
    shared = {"teams": found.teams.all(), "roles": found.roles.all()}
    return _write(request, found, {**shared, **(_from_address(request, found) if request.GET else {})})


@staff_required
def rows(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The dialog in which I choose how a view looks to me."""
    shown = views.shown(request.actor, pk)
    here = reverse("workspace:view", args=[pk])
    return arranging.ask(request, here, shown.arrangement, partial(services.like, request.actor, shown.view))


@require_POST
@staff_required
def layout(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Show it to me as rows or as a board from now on."""
    view = permissions.fetch(request.actor, pk)
    return arranging.switch(
        request, reverse("workspace:view", args=[pk]), partial(services.like, request.actor, view)
    )  # fmt: skip


@require_POST
@staff_required
def copy(request: ActorRequest, pk: int) -> HttpResponseBase:
    """A view of my own like this one, opened to be changed."""
    found = permissions.fetch(request.actor, pk)
    made = services.copy(request.actor, found, name=_("%(name)s (copy)") % {"name": found.name[:100]})
    return htmx.go(request, reverse("workspace:view-edit", args=[made.pk]))


@require_POST
@staff_required
def delete(request: ActorRequest, pk: int) -> HttpResponseBase:
    found = permissions.fetch_to_change(request.actor, pk)
    services.remove(request.actor, found)
    toasts.say(request, _("“%(name)s” is deleted.") % {"name": found.name})
    return htmx.go(request, reverse("workspace:views"))


@require_POST
@staff_required
def pin(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Into my rail, or out of it with `off`."""
    return _placed(request, pk, services.unpin if request.POST.get("off") else services.pin)


@require_POST
@staff_required
def start(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Begin with this view, or with my own work again with `off`."""
    if request.POST.get("off"):
        return _placed(request, pk, lambda actor, _view: services.start_as_usual(actor))
    return _placed(request, pk, services.start_with)


@require_POST
@staff_required
def place(request: ActorRequest, pk: int) -> HttpResponseBase:
    """One place up or down."""
    by = -1 if request.POST.get("way") == "up" else 1
    return _placed(request, pk, lambda actor, found: services.move(actor, found, by=by))


def _placed(request: ActorRequest, pk: int, put: Callable[[Any, View], None]) -> HttpResponseBase:
    found = permissions.fetch(request.actor, pk)
    put(request.actor, found)
    at_view = request.POST.get("back") == "view"
    # Whoever goes on by keyboard begins where they were.
    back = reverse("workspace:view", args=[pk]) if at_view else f"{reverse('workspace:views')}#view-{pk}"
    return htmx.go(request, back)


def _from_address(request: ActorRequest, found: View | None) -> dict[str, Any]:
    """What the list showed: that of a view or all tickets, narrowed by its address."""
    query = request.GET
    ground = queries.ground(found) if found else filters.EVERYTHING
    wanted = filters.read(request.actor, query, ground)
    kept = {"columns": found.columns, "density": found.density, "icon": found.icon} if found else {}
    kept |= {name: query.get(name, "") or (getattr(found, name) if found else "") for name in ("order", "layout")}
    try:
        text = filters.as_conditions(wanted, ground)
    except Invalid:
        text = ""
    return {**kept, "conditions_json": text, "whose": wanted.filter.whose}


def _write(request: ActorRequest, found: View, initial: dict[str, Any]) -> HttpResponse:
    form = ViewForm(request.POST if request.method == "POST" else None, instance=found, actor=request.actor)
    form.initial.update(initial)
    if form.is_bound and form.is_valid():
        try:
            saved = services.save(request.actor, form.instance, **form.several)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("“%(name)s” is saved.") % {"name": saved.name})
            return redirect("workspace:view", pk=saved.pk)
    context = {"form": form, "view": found, "searched": request.GET.get("q", "")}
    return pages.render(request, "workspace/edit.html", context, status=form.status)
