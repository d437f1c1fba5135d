"""Changes to people. Each returns the record as it is now; refusals are `Invalid` with the field named."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.errors import Invalid
from fuwutai.people import queries
from fuwutai.people.choices import AddressKind, Scope
from fuwutai.people.models import Account, Address, ApiToken, Holding, Membership, Organisation, Person, Role, Team


def save_person(person: Person, *, addresses: Sequence[tuple[str, str]]) -> Person:
    """Save `person` and make `addresses` (kind, value) the ways to reach them, first is preferred.

    Raises Invalid when an e-mail address is malformed or belongs to somebody else.
    """
    rows = [
        Address(kind=kind, value=value.strip(), key=queries.address_key(kind, value), position=position)
        for position, (kind, value) in enumerate(addresses)
        if value.strip()
    ]
    for row in rows:
        _check_address(row, person)
    with transaction.atomic():
        person.save()
        person.addresses.all().delete()
        for row in rows:
            row.person = person
        Address.objects.bulk_create(rows)
    return person


def _check_address(row: Address, person: Person) -> None:
    if row.kind != AddressKind.EMAIL:
        return
    try:
        validate_email(row.value)
    except ValidationError:
        sentence = _("%(value)s is not a mail address.") % {"value": row.value}
        raise Invalid(sentence, fields={"addresses": [sentence]}) from None
    other = Address.objects.filter(kind=AddressKind.EMAIL, key=row.key).exclude(person_id=person.pk).first()
    if other:
        sentence = _("%(value)s already belongs to %(name)s.") % {"value": row.value, "name": other.person.name}
        raise Invalid(sentence, fields={"addresses": [sentence]})


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


def open_account(person: Person, *, username: str, password: str | None) -> Account:
    """Let `person` sign in. Without a password they set one by the reset mail."""
    if Account.objects.filter(username__iexact=username).exclude(person=person).exists():
        sentence = _("The user name %(name)s is taken.") % {"name": username}
        raise Invalid(sentence, fields={"username": [sentence]})
    mail = person.addresses.filter(kind=AddressKind.EMAIL).first()
    account = Account.objects.filter(person=person).first() or Account(person=person)
    account.username = username
    account.email = mail.value if mail else ""
    account.is_active = True
    account.set_password(password)
    account.save()
    return account


def hold_role(person: Person, *, role: Role, organisation: Organisation | None = None) -> Holding:
    return Holding.objects.get_or_create(person=person, role=role, organisation=organisation)[0]


def join_team(person: Person, *, team: Team) -> Membership:
    return Membership.objects.get_or_create(person=person, team=team)[0]


def issue_token(person: Person, *, name: str, scope: Scope, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """A new API token and its secret, which is shown once and not kept."""
    secret = "fwt_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person, name=name, scope=scope, digest=token_digest(secret), expires_at=expires_at
    )
    return token, secret


def revoke_token(token: ApiToken) -> None:
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])


def token_digest(secret: str) -> str:
    return hmac.new(settings.TOKEN_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()
