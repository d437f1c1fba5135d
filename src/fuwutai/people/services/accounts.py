"""The right to sign in."""

from allauth.account.forms import ResetPasswordForm
from allauth.core import context
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Account, Person
from fuwutai.people.permissions import Actor, covers, must_reach
from fuwutai.people.services.lockout import never_without_administrator
from fuwutai.people.services.persons import BEYOND


def open_account(person: Person, *, username: str, password: str | None) -> Account:
    """Let `person` sign in. Without a password they set one by the reset mail."""
    if Account.objects.filter(username__iexact=username).exclude(person=person).exists():
        raise Invalid.at("username", _("The user name %(name)s is taken.") % {"name": username})
    mail = person.addresses.filter(kind=AddressKind.EMAIL).first()
    account = Account.objects.filter(person=person).first() or Account(person=person)
    account.username = username
    account.email = mail.value if mail else ""
    account.is_active = True
    account.set_password(password)
    account.save()
    return account


def allow_sign_in(actor: Actor, person: Person, *, username: str) -> Account:
    """Give `person` an account, or let them use theirs again under this user name with the password they had."""
    _must_manage(actor, person)
    with transaction.atomic():
        account = Account.objects.filter(person=person).first()
        if account is None:
            changes.note(actor, person, {"account": (None, username)})
            return open_account(person, username=username, password=None)
        before = account.username if account.is_active else None
        account.username = username
        account.is_active = True
        changes.check(account)
        account.save(update_fields=["username", "is_active"])
        changes.note(actor, person, changes.differences({"account": before}, {"account": username}))
    return account


def close_account(actor: Actor, person: Person) -> Account | None:
    """Let `person` no longer sign in; whoever is signed in with it is out at their next click."""
    _must_manage(actor, person)
    account = Account.objects.filter(person=person, is_active=True).first()
    if account is None:
        return None
    with never_without_administrator():
        account.is_active = False
        account.save(update_fields=["is_active"])
        changes.note(actor, person, {"account": (account.username, None)})
    return account


def send_password_mail(actor: Actor, person: Person, *, request: HttpRequest) -> str:
    """Mail `person` the link with which they choose their password; returns the address it goes to.

    Raises Conflict when they have no account or no mail address. `request` gives the link its host.
    """
    _must_manage(actor, person)
    account = Account.objects.filter(person=person, is_active=True).first()
    mail = person.addresses.filter(kind=AddressKind.EMAIL).first()
    if account is None or mail is None:
        raise Conflict(_("%(name)s needs an account and a mail address for that.") % {"name": person.name})
    if account.email != mail.value:
        account.email = mail.value
        account.save(update_fields=["email"])
    # The library builds the link from the request that it was told of; a call with a token passes its middleware by.
    with translation.override(person.speaks), context.request_context(request):
        form = ResetPasswordForm(data={"email": mail.value})
        form.full_clean()
        # Only to this account, whoever else shares the address.
        form.users = [account]
        form.save(request)
    changes.note(actor, person, {"password_mail": (None, mail.value)})
    return mail.value


def _must_manage(actor: Actor, person: Person) -> None:
    must_reach(actor, "people.edit", person)
    if not covers(actor, person):
        raise Forbidden(BEYOND)
