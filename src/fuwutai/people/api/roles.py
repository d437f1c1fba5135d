"""Roles, what they allow, and who holds them."""

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Query, Status
from pydantic import Field

from fuwutai.core.api import paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.records import Records, saved_by
from fuwutai.core.api.shapes import Id, Input, Label, Output, QueryId, Ref, line
from fuwutai.core.errors import Invalid
from fuwutai.people import models, permissions, queries, services
from fuwutai.people.api import answers
from fuwutai.people.api.routers import ROLES
from fuwutai.people.api.structure import DOORS, chosen
from fuwutai.people.doors import ActorRequest
from fuwutai.people.forms import RoleForm
from fuwutai.people.tokens import configures, reads

_KEYS = "people.roles"


class PermissionLine(Output):
    """A line of the permission table; roles tick it."""

    key: str
    label: Label
    group: Label


@ROLES.get(
    "/permissions", auth=reads, response=list[PermissionLine], operation_id="listPermissions",
    summary="List what roles can allow",
)  # fmt: skip
def list_permissions(request: ActorRequest) -> list[permissions.Permission]:
    request.actor.must(_KEYS)
    return permissions.declared()


records.declare(
    ROLES,
    Records(
        noun="role", plural="roles", permission=_KEYS, answer=answers.Role, form=RoleForm, reads=permissions.roles,
        changes=permissions.roles, save=saved_by(services.save_role), by=("position", "id"),
    ),
    DOORS,
)  # fmt: skip


@ROLES.delete(
    "/roles/{int:record}", auth=configures, response={204: None}, operation_id="removeRole", summary="Remove a role"
)
def remove_role(request: ActorRequest, record: Id) -> Status[None]:
    """Only one of your own making that nobody holds."""
    services.remove_role(request.actor, records.fetch(permissions.roles(request.actor), record))
    return Status(204, None)


class Grants(Output):
    """What a role allows, as the keys of permissions."""

    permissions: list[str]


@ROLES.get(
    "/roles/{int:record}/grants", auth=reads, response=Grants, operation_id="getGrants",
    summary="Read what a role allows",
)  # fmt: skip
def get_grants(request: ActorRequest, record: Id) -> Grants:
    found = records.fetch(permissions.roles(request.actor), record)
    return Grants(permissions=sorted(found.grants.values_list("permission", flat=True)))


class NewGrants(Input):
    permissions: Annotated[list[Annotated[str, line(60, least=1)]], Field(max_length=1000)]


@ROLES.put(
    "/roles/{int:record}/grants", auth=configures, response=Grants, operation_id="setGrants",
    summary="Say what a role allows",
)  # fmt: skip
def set_grants(request: ActorRequest, record: Id, body: Sent[NewGrants]) -> Grants:
    """Exactly these permissions are ticked afterwards; it holds from everybody's next call."""
    found = records.fetch(permissions.roles(request.actor), record)
    services.set_grants(request.actor, {found: set(body.permissions)})
    return Grants(permissions=sorted(set(body.permissions)))


class Holding(Output):
    """Somebody holds a role, everywhere or only within an organisation and its subsidiaries."""

    id: int
    person: Ref
    role: Ref
    organisation: Ref | None


class HoldingConditions(Paging):
    role: QueryId | None = None
    organisation: QueryId | None = None
    text: str = Field(default="", max_length=100)


@ROLES.get(
    "/role-holdings", auth=reads, response=Page[Holding], operation_id="listHoldings", summary="List who holds roles"
)
def list_holdings(request: ActorRequest, wanted: Query[HoldingConditions]) -> dict[str, Any]:
    request.actor.must(_KEYS)
    conditions = queries.WantedHolders(text=wanted.text, role=wanted.role or 0, organisation=wanted.organisation or 0)
    return paging.page(request, queries.holders(request.actor, conditions), wanted, by=["id"])


class NewHolding(Input):
    person: Id
    role: Id
    organisation: Id | None = Field(default=None, description="Only within it and below; everywhere when left out.")


@ROLES.post(
    "/role-holdings", auth=configures, response={201: Holding}, operation_id="giveRole", summary="Give somebody a role"
)
def give_role(request: ActorRequest, body: Sent[NewHolding]) -> Status[models.Holding]:
    actor = request.actor
    actor.must(_KEYS)
    [person] = chosen(actor, [body.person], field="person")
    role = permissions.roles(actor).filter(pk=body.role).first()
    if role is None:
        raise Invalid.at("role", _("There is no such role."))
    organisation = _organisation(actor, body.organisation) if body.organisation else None
    return Status(201, services.give_role(actor, person, role=role, organisation=organisation))


def _organisation(actor: permissions.Actor, pk: int) -> models.Organisation:
    found = permissions.organisations(actor, _KEYS).filter(pk=pk).first()
    if found is None:
        raise Invalid.at("organisation", _("There is no such organisation, or none that you may change."))
    return found


@ROLES.delete(
    "/role-holdings/{int:holding}", auth=configures, response={204: None}, operation_id="takeRole",
    summary="Take a role from somebody",
)  # fmt: skip
def take_role(request: ActorRequest, holding: Id) -> Status[None]:
    request.actor.must(_KEYS)
    services.take_role(request.actor, permissions.fetch_holding(request.actor, holding))
    return Status(204, None)
