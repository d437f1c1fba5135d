"""My work, all tickets and the pool."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from fuwutai.core import clock, htmx, pages, typed
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import filters, permissions
from fuwutai.tickets.pages import listing, pool
from fuwutai.tickets.pages.listing import ListPage
from fuwutai.tickets.pages.lists import Listing

_NOTHING: Mapping[str, Any] = {}


@staff_required
def mine(request: ActorRequest) -> HttpResponseBase:
    """What I own or work on."""
    if asks_again(request):
        return show_again(request, listing.mine_again(request.actor, request.GET))
    return show(request, listing.mine(request.actor, request.GET))


@staff_required
def everything(request: ActorRequest) -> HttpResponseBase:
    """All tickets that I may see, narrowed by what stands in the address. A number that was typed opens its ticket."""
    if asks_again(request):
        return show_again(
            request, listing.again(request.actor, request.GET, listing.all_tickets(request.actor, request.GET))
        )
    number = request.GET.get("q", "").strip().lstrip("#")
    if number.isdecimal() and len(number) < 19 and permissions.visible(request.actor).filter(pk=number).exists():
        return redirect("tickets:detail", number=int(number))
    tidy = listing.tidy(request.GET)
    if tidy is not None:
        return redirect(f"{request.path}?{tidy}" if tidy else request.path)
    return show(request, listing.everything(request.actor, request.GET))


@staff_required
def conditions(request: ActorRequest) -> HttpResponseBase:
    """The dialog that sets the conditions of the list."""
    return show_conditions(request, reverse("tickets:list"))


@staff_required
def take_from_pool(request: ActorRequest) -> HttpResponseBase:
    """The request pool with the load of the team."""
    block = "pool" if htmx.wants_fragment(request) else ""
    return pages.render(request, "tickets/pool.html", {"pool": pool.of(request.actor)}, block=block)


@staff_required
def news(request: ActorRequest) -> HttpResponseBase:
    """How much came into a list since it was shown; asked by the list itself now and then."""
    since = typed.moment(request.GET.get("since", "")) or clock.now()
    return show_news(request, listing.news(request.actor, request.GET.get("of", ""), request.GET, since))


def show(
    request: ActorRequest, page: ListPage, template: str = "tickets/list.html", more: Mapping[str, Any] = _NOTHING
) -> HttpResponse:
    """A whole page, or what follows the rows that are shown already."""
    # A template that extends the list knows its own blocks alone.
    if htmx.wants_fragment(request) and page.board:
        part = "tickets/_further.html" if "column" in request.GET else "tickets/_board.html"
        return pages.render(request, part, {"page": page})
    if htmx.wants_fragment(request) and "after" in request.GET:
        return pages.render(request, "tickets/list.html", {"page": page}, block="rows")
    return pages.render(request, template, {"page": page, **more})


def asks_again(request: ActorRequest) -> bool:
    """Whether an open list asks for rows that it shows already."""
    return htmx.wants_fragment(request) and "rows" in request.GET


def show_again(request: ActorRequest, rows: Listing) -> HttpResponse:
    """The rows alone; those that left the list are not among them."""
    return pages.render(request, "tickets/list.html", {"page": {"listing": rows, "more_url": ""}}, block="rows")


def show_conditions(request: ActorRequest, here: str) -> HttpResponse:
    """The dialog that narrows the list at the address `here`."""
    wanted = filters.read(request.actor, request.GET)
    kept = {name: request.GET.get(name, "") for name in ("order", "layout")}
    context = {"form": wanted.form, "here": here, **kept}
    block = "sheet" if htmx.wants_fragment(request) else ""
    return pages.render(request, "tickets/conditions.html", context, block=block)


def show_news(request: ActorRequest, number: int) -> HttpResponse:
    """The button that says how much is new, nothing where nothing is."""
    return pages.render(request, "tickets/news.html", {"number": number}) if number else HttpResponse(status=204)
