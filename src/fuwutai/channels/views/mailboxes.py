"""Settings: the mailboxes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.channels import permissions, queries, services
from fuwutai.channels.forms import MailboxForm, with_usual_servers
from fuwutai.channels.mailboxes import tokens
from fuwutai.channels.models import Mailbox
from fuwutai.core import pages, toasts
from fuwutai.core.configuration import queries as changes
from fuwutai.core.errors import Conflict, Invalid, Refusal
from fuwutai.core.htmx import go
from fuwutai.people.doors import ActorRequest, permission_required

# Under this name the session keeps a trip to an authority until the browser is back.
_VISIT = "mailbox_visit"


@permission_required("channels.mailboxes")
def index(request: ActorRequest) -> HttpResponse:
    context = {"mailboxes": list(queries.mailboxes().values()), "sender": queries.default_sender()}
    return pages.render(request, "channels/mailboxes.html", context)


@permission_required("channels.mailboxes")
def create(request: ActorRequest) -> HttpResponse:
    return _edited(request, Mailbox())


@permission_required("channels.mailboxes")
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    return _edited(request, permissions.fetch_mailbox(request.actor, pk))


@require_POST
@permission_required("channels.mailboxes")
def try_out(request: ActorRequest, pk: int) -> HttpResponse:
    """Sign in both ways and say how it went."""
    findings = services.try_out(permissions.fetch_mailbox(request.actor, pk))
    return pages.render(request, "channels/mailbox.html", {"findings": findings}, block="findings")


@permission_required("channels.mailboxes")
def allow(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the reader to the authority, where they allow us into the mailbox."""
    mailbox = permissions.fetch_mailbox(request.actor, pk)
    visit = tokens.visit(mailbox)
    request.session[_VISIT] = {"mailbox": mailbox.pk, "state": visit.state, "verifier": visit.verifier}
    return redirect(visit.address)


@permission_required("channels.mailboxes")
def allowed(request: ActorRequest) -> HttpResponse:
    """Back from the authority, with a code or with its refusal."""
    visit = request.session.pop(_VISIT, None)
    if not visit or not constant_time_compare(request.GET.get("state", ""), visit["state"]):
        raise Refusal(_("This sign-in was not begun here, or is over. Begin again on the page of the mailbox."))
    mailbox = permissions.fetch_mailbox(request.actor, visit["mailbox"])
    try:
        services.allow(request.actor, mailbox, code=_code(request), verifier=visit["verifier"])
    except Refusal as refusal:
        toasts.say(request, str(refusal), tone="bad")
    else:
        toasts.say(request, _("“%(name)s” may now be used with tokens.") % {"name": mailbox.name})
    return redirect("channels:mailbox", pk=mailbox.pk)


def _code(request: ActorRequest) -> str:
    """The code that the authority sent along. Raises Refusal with its words when it sent none."""
    said = request.GET.get("error_description") or request.GET.get("error") or ""
    if "code" not in request.GET or said:
        raise Refusal(_("It was not allowed: %(detail)s") % {"detail": said[:300]})
    return request.GET["code"]


def _edited(request: ActorRequest, mailbox: Mailbox) -> HttpResponse:
    if request.htmx and request.htmx.target == "ways":
        # Another way in or out was chosen: the same form with the fields that this way needs.
        form = MailboxForm(instance=mailbox, actor=request.actor, initial=with_usual_servers(_typed(request)))
        return pages.render(request, "channels/mailbox.html", _context(form), block="ways")
    form = MailboxForm(request.POST or None, instance=mailbox, actor=request.actor)
    if request.method == "POST" and form.is_valid() and _save(request, form):
        toasts.say(request, _("“%(name)s” was saved.") % {"name": mailbox.name})
        return go(request, reverse("channels:mailbox", kwargs={"pk": mailbox.pk}))
    return pages.render(request, "channels/mailbox.html", _context(form), status=form.status)


def _typed(request: ActorRequest) -> dict[str, Any]:
    values: dict[str, Any] = request.POST.dict()
    for name in ("active", "takes_programs", "checks_certificate", "sends_by_default"):
        values[name] = name in request.POST
    return values


def _save(request: ActorRequest, form: MailboxForm) -> bool:
    passwords = {name: form.cleaned_data[name] for name in ("in_password", "out_password", "client_secret")}
    try:
        services.save_mailbox(request.actor, form.instance, **passwords)
    except (Conflict, Invalid) as refusal:
        form.refuse(refusal)
        return False
    return True


def _context(form: MailboxForm) -> dict[str, Any]:
    return {
        "form": form,
        "mailbox": form.instance,
        "incoming": str(form["incoming"].value()),
        "outgoing": str(form["outgoing"].value()),
        "sign_in": str(form["sign_in"].value()),
        "provider": str(form["provider"].value()),
        "consent": str(form["consent"].value()),
        "return_address": tokens.return_address(),
        "grant": queries.grant(form.instance),
        "findings": [],
        "history": changes.of_record(form.instance)[:5] if form.instance.pk else [],
    }
