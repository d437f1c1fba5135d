"""Views as their reader has put them, by program: in the rail or not, in which order, and how they are shown."""

from typing import Annotated

from ninja import Router
from pydantic import Field

from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.shapes import Flag, Id, Ids, Input, Output
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads, writes
from fuwutai.tickets.choices import Density, Layout
from fuwutai.tickets.orders import Order
from fuwutai.tickets.pages import columns
from fuwutai.tickets.pages.columns import Column
from fuwutai.workspace import permissions, queries, services
from fuwutai.workspace.models import Bookmark

MY_VIEWS = Router(tags=["Views"])


class MyView(Output):
    """A view where you have put it. Where `layout`, `order`, `columns` or `density` is empty you have it as it is."""

    id: int
    name: str
    is_pinned: bool
    is_start: bool
    layout: str
    order: str
    columns: list[Column]
    density: str


class MyViews(Input):
    views: Annotated[Ids, Field(description="The first ones, in this order; all others follow as they were.")]


class MyViewChange(Input):
    """What is left out stays; null is as the view is for everybody."""

    is_pinned: Flag = Field(default=True, description="Whether it stands in your rail.")
    is_start: Flag = Field(default=False, description="Whether you begin with it; there is one such view at most.")
    layout: Layout | None = None
    order: Order | None = None
    columns: Annotated[list[Column], Field(max_length=20)] | None = None
    density: Density | None = None


@MY_VIEWS.get(
    "", auth=reads, response=list[MyView], operation_id="listMyViews", summary="List views as you have put them"
)  # fmt: skip
def list_my_views(request: ActorRequest) -> list[MyView]:
    """Those that are meant for you, in your order."""
    return [_shown(each) for each in queries.placed(request.actor)]


@MY_VIEWS.put("", auth=writes, response=list[MyView], operation_id="orderMyViews", summary="Put your views in order")
def order_my_views(request: ActorRequest, body: Sent[MyViews]) -> list[MyView]:
    """What is not meant for you is passed over."""
    request.actor.must(permissions.ENTER)
    services.put_in_order(request.actor, body.views)
    return list_my_views(request)


@MY_VIEWS.patch(
    "/{int:record}", auth=writes, response=MyView, operation_id="placeMyView", summary="Change how you have a view"
)  # fmt: skip
def place_my_view(request: ActorRequest, record: Id, body: Sent[MyViewChange]) -> MyView:
    view = permissions.fetch(request.actor, record)
    sent = body.model_dump(exclude_unset=True)
    services.place(request.actor, view, **{name: _kept(name, value) for name, value in sent.items()})
    return _shown(queries.Placed(view, queries.bookmark(request.actor, view)))


def _kept(name: str, value: object) -> object:
    """As a bookmark keeps it: names in one text, and nothing for what is as usual."""
    if isinstance(value, list):
        return columns.write(value) if value else ""
    return "" if value is None else value


def _shown(placed: queries.Placed) -> MyView:
    mark = placed.bookmark or Bookmark()
    liked = sorted(map(Column, columns.read(mark.columns))) if mark.columns else []
    return MyView(
        id=placed.view.pk, name=placed.view.name, is_pinned=placed.is_pinned, is_start=placed.is_start,
        layout=mark.layout, order=mark.order, columns=liked, density=mark.density,
    )  # fmt: skip
