"""Settings: the mailboxes."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.channels import permissions, queries, services
from fuwutai.channels.forms import MailboxForm, with_usual_ports
from fuwutai.channels.models import Mailbox
from fuwutai.core import pages, toasts
from fuwutai.core.configuration import queries as changes
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.htmx import go
from fuwutai.people.doors import ActorRequest, permission_required


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


def _edited(request: ActorRequest, mailbox: Mailbox) -> HttpResponse:
    if request.htmx and request.htmx.target == "ways":
        # Another way in or out was chosen: the same form with the fields that this way needs.
        form = MailboxForm(instance=mailbox, actor=request.actor, initial=with_usual_ports(_typed(request)))
        return pages.render(request, "channels/mailbox.html", _context(form), block="ways")
    form = MailboxForm(request.POST or None, instance=mailbox, actor=request.actor)
    if request.method == "POST" and form.is_valid() and _save(request, form):
        toasts.say(request, _("“%(name)s” was saved.") % {"name": mailbox.name})
        return go(request, reverse("channels:mailbox", kwargs={"pk": mailbox.pk}))
    return pages.render(request, "channels/mailbox.html", _context(form), status=422 if form.is_bound else 200)


def _typed(request: ActorRequest) -> dict[str, Any]:
    values: dict[str, Any] = request.POST.dict()
    for name in ("active", "takes_programs", "checks_certificate", "sends_by_default"):
        values[name] = name in request.POST
    return values


def _save(request: ActorRequest, form: MailboxForm) -> bool:
    passwords = {name: form.cleaned_data[name] for name in ("in_password", "out_password")}
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
        "findings": [],
        "history": changes.of_record(form.instance)[:5] if form.instance.pk else [],
    }
