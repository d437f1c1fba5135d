"""Finding people: by whoever calls or writes, and by what an agent types."""

import re

from django.db.models import Q, QuerySet

from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Account, Address, Membership, Organisation, Person
from fuwutai.people.permissions import Actor, visible_persons

_DIGITS = re.compile(r"\D+")


def address_key(kind: str, value: str) -> str:
    """What an address is recognised by: mail in lower case, numbers as digits without the Chinese country code."""
    if kind in {AddressKind.EMAIL, AddressKind.WECHAT}:
        return value.strip().lower()
    digits = _DIGITS.sub("", value)
    return digits.removeprefix("0086").removeprefix("86") if len(digits) > 11 else digits


def account_of(person: Person) -> Account | None:
    return Account.objects.filter(person=person).first()


def find_by_email(address: str) -> Person | None:
    return _BY_EMAIL.first(key=address.strip().lower())


_BY_EMAIL = Prepared(
    lambda: (
        Person.objects.order_by()
        .select_related("organisation", "department")
        .filter(addresses__kind=AddressKind.EMAIL, addresses__key=Given("key"))
    )
)


def find_by_number(number: str) -> list[Person]:
    """Everybody who can be reached at this number; a shared line gives several."""
    key = address_key(AddressKind.PHONE, number)
    if not key:
        return []
    return list(
        Person.objects.filter(addresses__key=key, active=True)
        .exclude(addresses__kind=AddressKind.EMAIL, addresses__key=key)
        .select_related("organisation", "department")
        .distinct()[:20]
    )


def search_persons(actor: Actor, text: str, *, most: int = 10) -> QuerySet[Person]:
    """Active persons whose name, other name, staff number, mail or phone begins with `text`."""
    return _matching(actor, text)[:most]


def search_colleagues(actor: Actor, text: str, *, most: int = 10) -> QuerySet[Person]:
    """The same among those who are in a desk or a support group."""
    return _matching(actor, text).filter(pk__in=Membership.objects.values("person"))[:most]


def _matching(actor: Actor, text: str) -> QuerySet[Person]:
    found = visible_persons(actor).filter(active=True)
    return found.filter(begins_with(text)) if text.strip() else found.none()


def begins_with(text: str) -> Q:
    """The persons whose name, other name, staff number, mail or phone begins with `text`."""
    text = text.strip()
    digits = address_key(AddressKind.PHONE, text)
    addresses = Q(key__startswith=text.lower())
    if len(digits) >= 3:
        addresses |= Q(key__startswith=digits)
    return (
        Q(name__startswith=text)
        | Q(other_name__istartswith=text)
        | Q(staff_number__istartswith=text)
        | Q(pk__in=Address.objects.filter(addresses).values("person"))
    )


def organisation_of_domain(address: str) -> Organisation | None:
    """The organisation that mail from `address` belongs to, by its domain."""
    domain = address.rpartition("@")[2].strip().lower()
    for organisation in Organisation.objects.filter(active=True, mail_domains__icontains=domain) if domain else ():
        if domain in organisation.mail_domains.lower().split():
            return organisation
    return None
