"""Views as pages: the list of one, the rail, and all of them to be put in order."""

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse

from fuwutai.people.permissions import Actor
from fuwutai.tickets import filters
from fuwutai.tickets.models.arrangement import Arrangement
from fuwutai.tickets.pages import arranging
from fuwutai.tickets.pages.listing import Source
from fuwutai.workspace import permissions, queries
from fuwutai.workspace.models import Bookmark, View
from fuwutai.workspace.queries import Placed


@dataclass(frozen=True)
class Entry:
    """A view in the rail. `count` is its number of tickets in words: "1,000+" where they were counted no further."""

    pk: int
    label: str
    url: str
    icon: str
    count: str
    is_hot: bool
    is_current: bool


@dataclass(frozen=True)
class Shown(Placed):
    """What the list of a view needs beside the list itself."""

    may_change: bool

    @property
    def arrangement(self) -> Arrangement:
        """What the reader chose, and the rest as it is of the view."""
        names = ("layout", "order", "columns", "density")
        return Bookmark(**{name: getattr(self.bookmark, name, "") or getattr(self.view, name) for name in names})


def shown(actor: Actor, pk: int) -> Shown:
    """Raises NotFound when there is no such view, or none that the actor may see."""
    view = permissions.fetch(actor, pk)
    return Shown(view, queries.bookmark(actor, view), permissions.changes(actor, view))


def source(actor: Actor, shown: Shown, query: QueryDict) -> Source:
    """The view as a list of tickets, shown as the address says or the reader likes it."""
    view = shown.view
    ground = queries.ground(view)
    return Source(
        title=view.name,
        here=reverse("workspace:view", args=[view.pk]),
        conditions_url=reverse("workspace:view-conditions", args=[view.pk]),
        news_url=reverse("workspace:view-news", args=[view.pk]),
        ground=ground,
        standing=filters.in_words(actor, ground),
        arranged=arranging.read(query, shown.bookmark, view),
        arrange_url=reverse("workspace:view-rows", args=[view.pk]),
        layout_url=reverse("workspace:view-layout", args=[view.pk]),
    )


def rail(actor: Actor, path: str) -> list[Entry]:
    """The views in the rail of the actor with how much lies in each."""
    shown = queries.in_rail(actor)
    counts = queries.counts(actor, [each.view for each in shown])
    return [_entry(each, counts.get(each.view.pk, 0), path) for each in shown]


def _entry(placed: Placed, number: int, path: str) -> Entry:
    url = reverse("workspace:view", args=[placed.view.pk])
    most = queries.MOST_COUNTED
    return Entry(
        pk=placed.view.pk,
        label=placed.view.name,
        url=url,
        icon=placed.view.icon,
        count=f"{most:,}+" if number >= most else str(number) if number else "",
        is_hot=placed.is_hot,
        is_current=path == url,
    )


@dataclass(frozen=True)
class Line:
    """A view on the page of all views."""

    view: View
    url: str
    words: list[str]
    is_pinned: bool
    is_start: bool
    may_change: bool


def everything(actor: Actor) -> tuple[list[Line], list[Line]]:
    """The views that are meant for the actor in their order, and those that they only look after."""
    meant = queries.placed(actor)
    others = permissions.visible(actor).exclude(pk__in=[each.view.pk for each in meant])
    looked_after = [replace(_line(actor, Placed(view, None)), is_pinned=False) for view in others]
    return [_line(actor, each) for each in meant], looked_after


def _line(actor: Actor, placed: Placed) -> Line:
    view = placed.view
    return Line(
        view=view,
        url=reverse("workspace:view", args=[view.pk]),
        words=filters.in_words(actor, queries.ground(view)),
        is_pinned=placed.is_pinned,
        is_start=placed.is_start,
        may_change=permissions.changes(actor, view),
    )
