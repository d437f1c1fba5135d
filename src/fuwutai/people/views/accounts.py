"""Sign-in, duplicates and key users: what is done to a person from their page."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.errors import Refusal, Text
from fuwutai.core.htmx import go
from fuwutai.people import permissions, queries, services
from fuwutai.people.choices import AddressKind
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.forms import AccountForm, KeyUserForm, MergeForm
from fuwutai.people.models import Person


@permission_required("people.edit")
def account(request: ActorRequest, pk: int) -> HttpResponse:
    """The sheet that lets somebody sign in, now or again."""
    record = permissions.fetch_person(request.actor, pk)
    known = queries.account_of(record)
    form = AccountForm(request.POST or None, initial={"username": known.username if known else _proposed(record)})

    def save(values: dict[str, Any]) -> Text:
        services.allow_sign_in(request.actor, record, username=values["username"])
        return _("%(name)s can sign in. Now send the mail with which they choose a password.")

    return _sheet(request, record, form, save, template="people/account_sheet.html")


@permission_required("people.edit")
def merge(request: ActorRequest, pk: int) -> HttpResponse:
    """The sheet that declares this entry a duplicate of another person."""
    record = permissions.fetch_person(request.actor, pk)
    form = MergeForm(request.POST or None, actor=request.actor)

    def save(values: dict[str, Any]) -> Text:
        services.merge(request.actor, record, into=values["into"])
        return _("Both entries of %(name)s are one now.")

    return _sheet(request, record, form, save, template="people/merge_sheet.html")


@permission_required("people.edit")
def key_user(request: ActorRequest, pk: int) -> HttpResponse:
    """The sheet that makes somebody key user of one more department."""
    record = permissions.fetch_person(request.actor, pk)
    form = KeyUserForm(request.POST or None, actor=request.actor)

    def save(values: dict[str, Any]) -> Text:
        departments = {*record.key_user_of.all(), values["department"]}
        services.set_key_user_of(request.actor, record, departments=departments)
        return _("%(name)s may now act for that department.")

    return _sheet(request, record, form, save, template="people/key_user_sheet.html")


@require_POST
@permission_required("people.edit")
def end_key_user(request: ActorRequest, pk: int, department: int) -> HttpResponse:
    record = permissions.fetch_person(request.actor, pk)
    kept = record.key_user_of.exclude(pk=department)
    return _done(
        request, record, lambda: services.set_key_user_of(request.actor, record, departments=kept),
        _("%(name)s no longer acts for that department."),
    )  # fmt: skip


@require_POST
@permission_required("people.edit")
def end_account(request: ActorRequest, pk: int) -> HttpResponse:
    record = permissions.fetch_person(request.actor, pk)
    said = _("%(name)s can't sign in any more.")
    return _done(request, record, lambda: services.close_account(request.actor, record), said)


@require_POST
@permission_required("people.edit")
def password_mail(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the mail with which somebody chooses their password."""
    record = permissions.fetch_person(request.actor, pk)
    said = _("A mail is on its way to %(name)s.")
    return _done(request, record, lambda: services.send_password_mail(request.actor, record, request=request), said)


def _sheet(
    request: ActorRequest, person: Person, form: forms.Form, save: Callable[[dict[str, Any]], Text], *, template: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            said = save(form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.say(request, str(said) % {"name": person})
            return go(request, reverse("people:person", kwargs={"pk": person.pk}))
    context = {"person": person, "form": form}
    return pages.render(request, template, context, status=422 if form.is_bound else 200)


def _done(request: ActorRequest, person: Person, act: Callable[[], object], said: Text) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        toasts.say(request, refusal.sentence, tone="bad")
    else:
        toasts.say(request, str(said) % {"name": person})
    return go(request, reverse("people:person", kwargs={"pk": person.pk}))


def _proposed(person: Person) -> str:
    """A user name to start from: what stands before the @, or the staff number."""
    mail = person.addresses.filter(kind=AddressKind.EMAIL).first()
    return mail.value.partition("@")[0] if mail else person.staff_number
