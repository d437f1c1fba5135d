"""Entering and changing persons, and how they are reached."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import facts
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Forbidden, Invalid
from fuwutai.people import queries
from fuwutai.people.choices import AddressKind
from fuwutai.people.facts import PersonRenamed
from fuwutai.people.models import Address, Department, Organisation, Person
from fuwutai.people.permissions import Actor, covers, must_reach
from fuwutai.people.services.lockout import never_without_administrator

Addresses = Sequence[tuple[str, str]]

BEYOND = _("This person may do more than you, so only an administrator changes how they sign in or are reached.")


def save_person(person: Person, *, addresses: Addresses) -> Person:
    """Save `person` and make `addresses` (kind, value) the ways to reach them, first is preferred.

    Raises Invalid when an e-mail address is malformed or belongs to somebody else.
    """
    rows = address_rows(addresses)
    for row in rows:
        _check_address(row, person)
    with transaction.atomic():
        was = Person.objects.filter(pk=person.pk).values_list("name", flat=True).first() if person.pk else None
        person.save()
        if was not in (None, person.name):
            facts.announce(PersonRenamed(person))
        person.addresses.all().delete()
        for row in rows:
            row.person = person
        Address.objects.bulk_create(rows)
    return person


def edit_person(actor: Actor, person: Person, *, addresses: Addresses) -> Person:
    """Enter or change a person on somebody's behalf, with a trace of what changed.

    Raises Forbidden outside the actor's organisations, and for the mail of a person who may do more than the actor:
    whoever can redirect somebody's mail can take their account.
    """
    must_reach(actor, "people.edit", person)
    before = written(person.addresses.all()) if person.pk else []
    after = written(address_rows(addresses))
    if before != after and person.pk and not covers(actor, person):
        raise Forbidden(BEYOND)
    if person.department and person.department.organisation_id != person.organisation_id:
        sentence = _("“%(department)s” is no department of %(organisation)s.")
        raise Invalid.at(
            "department", sentence % {"department": person.department, "organisation": person.organisation}
        )
    changes.check(person)
    with transaction.atomic():
        stored = Person.objects.filter(pk=person.pk).first()
        was = changes.snapshot(stored) if stored else {}
        save_person(person, addresses=addresses)
        found = changes.differences({**was, "addresses": before}, {**changes.snapshot(person), "addresses": after})
        changes.note(actor, person, found, verb=changes.Verb.CHANGED if stored else changes.Verb.ADDED)
    return person


def set_person_active(actor: Actor, person: Person, *, active: bool) -> Person:
    """Let somebody leave or come back. Whoever left can't sign in, and stays in every history."""
    must_reach(actor, "people.edit", person)
    if not covers(actor, person):
        raise Forbidden(BEYOND)
    with never_without_administrator():
        person.active = active
        return changes.save(actor, person)


def set_key_user_of(actor: Actor, person: Person, *, departments: Iterable[Department]) -> Person:
    """Let `person` act for their colleagues in exactly these departments (mission A11)."""
    must_reach(actor, "people.edit", person)
    wanted = list(departments)
    for department in wanted:
        must_reach(actor, "people.edit", department)
    with transaction.atomic():
        before = sorted(str(department) for department in person.key_user_of.all())
        person.key_user_of.set(wanted)
        after = sorted(str(department) for department in wanted)
        changes.note(actor, person, changes.differences({"key_user_of": before}, {"key_user_of": after}))
    return person


def meet(*, email: str, name: str) -> Person:
    """The person with this mail address; a stranger is entered as not yet confirmed, where the domain belongs."""
    known = queries.find_by_email(email)
    if known:
        return known
    organisation = queries.organisation_of_domain(email) or Organisation.objects.order_by("path").first()
    if organisation is None:
        raise Invalid(_("There is no organisation yet; run the initial set-up first."))
    stranger = Person(name=(name or email)[:120], organisation=organisation, known=False)
    return save_person(stranger, addresses=[(AddressKind.EMAIL, email)])


def address_rows(addresses: Addresses) -> list[Address]:
    """Unsaved rows in their order, empty values left out."""
    return [
        Address(kind=kind, value=value.strip(), key=queries.address_key(kind, value), position=position)
        for position, (kind, value) in enumerate(addresses)
        if value.strip()
    ]


def written(rows: Iterable[Address]) -> list[str]:
    """Addresses as the trace of changes keeps them."""
    return [row.value for row in rows]


def _check_address(row: Address, person: Person) -> None:
    if row.kind != AddressKind.EMAIL:
        return
    try:
        validate_email(row.value)
    except ValidationError:
        raise Invalid.at("addresses", _("%(value)s is not a mail address.") % {"value": row.value}) from None
    other = Address.objects.filter(kind=AddressKind.EMAIL, key=row.key).exclude(person_id=person.pk).first()
    if other:
        raise Invalid.at(
            "addresses", _("%(value)s already belongs to %(name)s.") % {"value": row.value, "name": other.person.name}
        )
