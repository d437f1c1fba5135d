"""The directory: who there is, how they are reached, whether they may sign in."""

from typing import Annotated, Any, Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from ninja import Query, Status
from pydantic import Field, create_model

from fuwutai.core.api import bodies, paging, records
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.records import Records
from fuwutai.core.api.shapes import EXACT, Id, Ids, Input, Output, QueryId, Ref, line
from fuwutai.core.errors import Invalid
from fuwutai.people import models, permissions, queries, services
from fuwutai.people.api import answers
from fuwutai.people.api.routers import PERSONS
from fuwutai.people.choices import AddressKind, Level
from fuwutai.people.doors import ActorRequest
from fuwutai.people.forms import AccountForm, PersonForm
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import configures, reads

_EDIT = "people.edit"


class PersonConditions(Paging):
    text: str = Field(default="", max_length=100, description="Beginning of a name, number, mail or telephone.")
    organisation: QueryId | None = None
    department: QueryId | None = None
    level: Level | None = None
    who: Literal["staff", "key_users", "unknown", "former"] | None = None


class NewAddress(Input):
    kind: Annotated[AddressKind, EXACT]
    value: Annotated[str, line(254, least=1)]


Addresses = Annotated[list[NewAddress], Field(max_length=20)]


@PERSONS.get("", auth=reads, response=Page[answers.Person], operation_id="listPersons", summary="List persons")
def list_persons(request: ActorRequest, wanted: Query[PersonConditions]) -> dict[str, Any]:
    """Whom you may look up: the directory for staff, otherwise yourself and those you act for."""
    conditions = queries.WantedPersons(
        q=wanted.text, organisation=wanted.organisation or 0, department=wanted.department or 0,
        level=wanted.level or "", who=wanted.who or "",
    )  # fmt: skip
    return paging.page(request, queries.directory(request.actor, conditions), wanted, by=["name", "id"])


@PERSONS.get("/{int:person}", auth=reads, response=answers.Person, operation_id="getPerson", summary="Read a person")
def get_person(request: ActorRequest, person: Id) -> models.Person:
    return permissions.fetch_person(request.actor, person)


_SHAPE = Records(
    noun="person", plural="persons", permission=_EDIT, answer=answers.Person, form=PersonForm,
    reads=permissions.visible_persons, changes=permissions.visible_persons, save=lambda _actor, form: form.instance,
)  # fmt: skip
_NEW = create_model("NewPerson", __base__=records.new_shape(_SHAPE), addresses=(Addresses, Field(default_factory=list)))
_CHANGE = create_model("PersonChange", __base__=records.change_shape(_SHAPE), addresses=(Addresses | None, None))


def add_person(request: ActorRequest, body: Any) -> Status[models.Person]:
    """Enter somebody. Each e-mail address belongs to one person only."""
    request.actor.must(_EDIT)
    return Status(201, _save(request.actor, models.Person(), body.model_dump(exclude_unset=True)))


def change_person(request: ActorRequest, person: Id, body: Any) -> models.Person:
    """Fields that are left out stay as they are; `addresses` are replaced as a whole. Nobody is ever deleted:
    whoever leaves is no longer `active`."""
    found = permissions.fetch_person(request.actor, person)
    permissions.must_reach(request.actor, _EDIT, found)
    return _save(request.actor, found, body.model_dump(exclude_unset=True))


add_person.__annotations__["body"] = bodies.sent(_NEW)
change_person.__annotations__["body"] = bodies.sent(_CHANGE)
PERSONS.post(
    "", auth=configures, response={201: answers.Person}, operation_id="addPerson", summary="Add a person"
)(add_person)  # fmt: skip
PERSONS.patch(
    "/{int:person}", auth=configures, response=answers.Person, operation_id="changePerson", summary="Change a person"
)(change_person)  # fmt: skip


def _save(actor: Actor, person: models.Person, sent: dict[str, Any]) -> models.Person:
    lines = sent.pop("addresses", None)
    active = sent.pop("active", None)
    if lines is None:
        lines = [{"kind": one.kind, "value": one.value} for one in person.addresses.all()] if person.pk else []
    values = {
        **sent, "addresses_kind": [one["kind"] for one in lines], "addresses_value": [one["value"] for one in lines]
    }  # fmt: skip
    form = records.clean(PersonForm, actor, person, values)
    with transaction.atomic():
        saved = services.edit_person(actor, form.instance, addresses=form.cleaned_data["addresses"])
        if active is not None and active != saved.active:
            services.set_person_active(actor, saved, active=active)
    return permissions.fetch_person(actor, saved.pk)


class Account(Output):
    """The right to sign in. Passwords are never sent here: the person chooses theirs by a mail."""

    username: str
    is_active: bool


class NewAccount(Input):
    username: Annotated[str, line(150, least=1)]


@PERSONS.put(
    "/{int:person}/account", auth=configures, response=Account, operation_id="allowSignIn",
    summary="Let a person sign in",
)  # fmt: skip
def allow_sign_in(request: ActorRequest, person: Id, body: Sent[NewAccount]) -> models.Account:
    """A new account, or theirs again under this user name and with the password they had."""
    found = permissions.fetch_person(request.actor, person)
    form = AccountForm({"username": body.username})
    if not form.is_valid():
        records.refuse(form)
    return services.allow_sign_in(request.actor, found, username=form.cleaned_data["username"])


@PERSONS.delete(
    "/{int:person}/account", auth=configures, response={204: None}, operation_id="closeAccount",
    summary="End a person's right to sign in",
)  # fmt: skip
def close_account(request: ActorRequest, person: Id) -> Status[None]:
    services.close_account(request.actor, permissions.fetch_person(request.actor, person))
    return Status(204, None)


class SentTo(Output):
    address: str


@PERSONS.post(
    "/{int:person}/password-mail", auth=configures, response=SentTo, operation_id="sendPasswordMail",
    summary="Mail the link to choose a password",
)  # fmt: skip
def send_password_mail(request: ActorRequest, person: Id) -> SentTo:
    found = permissions.fetch_person(request.actor, person)
    return SentTo(address=services.send_password_mail(request.actor, found, request=request))


class Merger(Input):
    into: Id


@PERSONS.post(
    "/{int:person}/merger", auth=configures, response=answers.Person, operation_id="mergePerson",
    summary="Merge a duplicate into another person",
)  # fmt: skip
def merge_person(request: ActorRequest, person: Id, body: Sent[Merger]) -> models.Person:
    """Addresses and tickets move to the other one, this entry goes out of use."""
    duplicate = permissions.fetch_person(request.actor, person)
    into = permissions.visible_persons(request.actor).filter(pk=body.into, active=True).first()
    if into is None:
        raise Invalid.at("into", _("There is no such person, or none that you may see."))
    return services.merge(request.actor, duplicate, into=into)


class Departments(Input):
    departments: Ids


@PERSONS.put(
    "/{int:person}/key-user-departments", auth=configures, response=list[Ref], operation_id="setKeyUser",
    summary="Say for which departments somebody is key user",
)  # fmt: skip
def set_key_user(request: ActorRequest, person: Id, body: Sent[Departments]) -> list[Any]:
    """They may report and follow for everybody in exactly these departments."""
    found = permissions.fetch_person(request.actor, person)
    permissions.must_reach(request.actor, _EDIT, found)
    wanted = permissions.departments(request.actor, _EDIT).filter(active=True).in_bulk(body.departments)
    if len(wanted) < len(set(body.departments)):
        raise Invalid.at("departments", _("There is no such department, or none that you may change."))
    services.set_key_user_of(request.actor, found, departments=wanted.values())
    return list(found.key_user_of.all())
