"""Views by program: what the pages keep, and the tickets in each."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import BeforeValidator, Field

from fuwutai.core.api import paging, records, versions
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Id, Ids, Input, Position, line
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.people.api.answers import Many, Named
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import reads, writes
from fuwutai.rules import conditions as rules
from fuwutai.tickets import orders
from fuwutai.tickets import queries as tickets
from fuwutai.tickets.api import answers
from fuwutai.tickets.choices import Density, Layout, Whose
from fuwutai.tickets.orders import Order
from fuwutai.tickets.pages import columns
from fuwutai.tickets.pages.columns import Column
from fuwutai.workspace import models, permissions, queries, services
from fuwutai.workspace.choices import SharedWith, Sign
from fuwutai.workspace.forms import ViewForm
from fuwutai.workspace.roles import SHARE

VIEWS = Router(tags=["Views"])
_Name = Annotated[str, line(120)]
_Columns = Annotated[list[Column], BeforeValidator(lambda kept: _listed(kept))]


def _listed(kept: Any) -> Any:
    return sorted(columns.read(kept)) if isinstance(kept, str) else kept


class View(Named):
    """A list of tickets under a name. `whose` is seen from its reader; an empty `order` or `layout` is as usual."""

    owner_id: int | None
    audience: SharedWith
    teams: Many
    roles: Many
    conditions_json: str
    whose: str
    order: str
    columns: _Columns
    density: str
    layout: str
    icon: Sign
    position: int


class ViewChange(Input):
    """What is left out stays. Sharing with others, or changing what is shared, needs the right `workspace.share`."""

    name_zh_hans: _Name | None = None
    name_zh_hant: _Name | None = None
    name_en: _Name | None = None
    audience: SharedWith | None = None
    teams: Ids | None = None
    roles: Ids | None = None
    conditions_json: Annotated[
        str, Field(max_length=rules.LONGEST, description="As in `getCatalogue`; empty for every ticket.")
    ] | None = None  # fmt: skip
    whose: Whose | None = Field(default=None, description="Only tickets of the reader; null for all.")
    order: Order | None = None
    columns: Annotated[list[Column], Field(max_length=20)] | None = None
    density: Density | None = None
    layout: Layout | None = None
    icon: Sign | None = None
    position: Position | None = None


class NewView(ViewChange):
    """A view needs a name in at least one language."""


@VIEWS.get("", auth=reads, response=Page[View], operation_id="listViews", summary="List views")
def list_views(request: ActorRequest, wanted: Query[Paging]) -> dict[str, Any]:
    """Your own, and those that are shared with you; all shared ones if you may share."""
    return paging.page(request, _with_all(request.actor), wanted, by=["id"])


@VIEWS.post("", auth=writes, response={201: View}, operation_id="addView", summary="Add a view")
def add_view(request: ActorRequest, response: HttpResponse, body: Sent[NewView]) -> Status[models.View]:
    request.actor.must(permissions.ENTER)
    saved = _save(request.actor, models.View(), body)
    response.headers["Location"] = f"{request.path}/{saved.pk}"
    versions.mark(response, changes.fingerprint(saved))
    return Status(201, saved)


@VIEWS.get("/{int:record}", auth=reads, response=View, operation_id="getView", summary="Read a view")
def get_view(request: ActorRequest, response: HttpResponse, record: Id) -> models.View:
    found = permissions.fetch(request.actor, record)
    versions.mark(response, changes.fingerprint(found))
    return found


@VIEWS.patch("/{int:record}", auth=writes, response=View, operation_id="changeView", summary="Change a view")
@versions.versioned(versions.PRINTED)
def change_view(request: ActorRequest, response: HttpResponse, record: Id, body: Sent[ViewChange]) -> models.View:
    """Fields that are left out stay as they are."""
    found = permissions.fetch_to_change(request.actor, record)
    expected = versions.expected(request, versions.PRINTED)
    if expected and expected != changes.fingerprint(found):
        raise Conflict(changes.CHANGED_MEANWHILE)
    saved = _save(request.actor, found, body)
    versions.mark(response, changes.fingerprint(saved))
    return saved


@VIEWS.delete(
    "/{int:record}", auth=writes, response={204: None}, operation_id="removeView", summary="Delete a view"
)  # fmt: skip
def remove_view(request: ActorRequest, record: Id) -> Status[None]:
    """For everybody who has it; no ticket changes."""
    services.remove(request.actor, permissions.fetch_to_change(request.actor, record))
    return Status(204, None)


@VIEWS.get(
    "/{int:record}/tickets", auth=reads, response=Page[answers.TicketRow], operation_id="listViewTickets",
    summary="List the tickets in a view",
)  # fmt: skip
def list_tickets(request: ActorRequest, record: Id, wanted: Query[Paging]) -> dict[str, Any]:
    """As far as you may see them, in the order of the view; where that is not offered, the newest first."""
    view = permissions.fetch(request.actor, record)
    asked = queries.filter_of(request.actor, view)
    order = _order(view, asked)
    found = orders.sort(tickets.tickets(request.actor, asked), order)
    if wanted.cursor:
        found = orders.after(found, order, _place(wanted.cursor, order))
    shown = list(found.defer("description", "solution")[: wanted.limit + 1])
    last = shown[wanted.limit - 1] if len(shown) > wanted.limit else None
    following = paging.address(request, orders.cursor(last, order)) if last else None
    return {"items": shown[: wanted.limit], "next": following}


def _order(view: models.View, asked: tickets.Filter) -> Order:
    """That of the view where it has a cursor, and does not have to put all that is over in order."""
    offered = Order if asked.is_living else orders.OF_ANYTHING
    return next((order for order in offered if order == view.order and order != Order.NEXT), Order.NEWEST)


def _place(cursor: str, order: Order) -> list[Any]:
    found = orders.place(cursor, order)
    if found is None:
        raise Invalid.at("cursor", _("This cursor is not one of ours; take it from “next” as it is."))
    return found


def _with_all(actor: Actor) -> Any:
    return permissions.visible(actor).prefetch_related("teams", "roles")


def _save(actor: Actor, view: models.View, body: ViewChange) -> models.View:
    """Clean what was sent as the page's form does, and save it."""
    # The form takes what is missing as said by the record, and only "" as nothing.
    sent = {name: "" if value is None else value for name, value in body.model_dump(exclude_unset=True).items()}
    sent |= {name: [] for name in ("columns", "teams", "roles") if sent.get(name) == ""}
    if not actor.can(SHARE) and sent.keys() & {"audience", "teams", "roles"}:
        raise Forbidden(_("Your role does not let you share views."))
    stays = {"columns": list(columns.read(view.columns))}
    if view.pk:
        stays |= {name: [each.pk for each in getattr(view, name).all()] for name in ("teams", "roles")}
    form = records.clean(ViewForm, actor, view, {**stays, **sent})
    if body.position is not None:
        form.instance.position = body.position
    several = form.several if isinstance(form, ViewForm) else {}
    return services.save(actor, form.instance, **several)
