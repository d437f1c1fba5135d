"""How a list is shown to its reader: a dialog for all of it, and a switch between rows and board."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import htmx, pages
from fuwutai.core.errors import Invalid, NotFound
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets.choices import Layout, PlainList
from fuwutai.tickets.forms_lists import ArrangementForm
from fuwutai.tickets.models import Habit
from fuwutai.tickets.models.arrangement import Arrangement
from fuwutai.tickets.pages import columns
from fuwutai.tickets.services import habits

# They hold for the address alone; whoever chose anew wants to see that.
_OF_THE_ADDRESS = ("layout", "order", "after")


@staff_required
def arrange(request: ActorRequest, name: str) -> HttpResponseBase:
    """The dialog in which I choose how I like one of the lists that everybody has."""
    found = _plain(name)
    kept = Habit.objects.filter(person=request.actor.person_id, list=found).first()
    return ask(request, _here(found), kept or Habit(), lambda **values: habits.keep(request.actor, found, **values))


@require_POST
@staff_required
def layout(request: ActorRequest, name: str) -> HttpResponseBase:
    """Show it as rows or as a board from now on."""
    found = _plain(name)
    return switch(request, _here(found), lambda **values: habits.keep(request.actor, found, **values))


def ask(request: ActorRequest, here: str, kept: Arrangement, keep: Callable[..., None]) -> HttpResponse:
    """The dialog for the list at `here`; `keep` gets the values of an `Arrangement`."""
    initial = {name: getattr(kept, name) for name in ("layout", "order", "density")}
    initial["columns"] = list(columns.read(kept.columns))
    form = ArrangementForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        keep(**form.cleaned_data)
        return htmx.go(request, _back(request, here))
    return pages.render(
        request, "tickets/arrangement.html", {"form": form, "address": request.path},
        block="sheet" if htmx.wants_fragment(request) else "", status=422 if form.errors else 200,
    )  # fmt: skip


def switch(request: HttpRequest, here: str, keep: Callable[..., None]) -> HttpResponseBase:
    """Keep the layout that was chosen and go back to the list, whose address says it too."""
    wanted = request.POST.get("layout", "")
    if wanted not in Layout.values:
        raise Invalid(_("There is no such way to show a list."))
    keep(layout=wanted)
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    _without_own(query)
    query["layout"] = wanted
    return redirect(f"{here}?{query.urlencode()}")


def _back(request: ActorRequest, here: str) -> str:
    """The list as it was narrowed, shown as was just chosen."""
    _path, _mark, text = ((request.htmx.current_url_abs_path if request.htmx else "") or "").partition("?")
    query = QueryDict(text.partition("#")[0], mutable=True)
    _without_own(query)
    return f"{here}?{query.urlencode()}" if query else here


def _without_own(query: QueryDict) -> None:
    for name in _OF_THE_ADDRESS:
        query.pop(name, None)


def _plain(name: str) -> PlainList:
    if name not in PlainList.values:
        raise NotFound(_("There is no such list."))
    return PlainList(name)


def _here(name: PlainList) -> str:
    return reverse({PlainList.MINE: "tickets:mine", PlainList.ALL: "tickets:list"}[name])
