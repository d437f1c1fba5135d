"""Setting up mailboxes."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Router

from fuwutai.channels import models, permissions, services
from fuwutai.channels.choices import Consent, Fetched, Incoming, Outgoing, Provider, Security, SignIn
from fuwutai.channels.forms import MailboxForm
from fuwutai.core.api import records
from fuwutai.core.api.records import Doors, Records
from fuwutai.core.api.shapes import Id, Output, Ref
from fuwutai.core.configuration.forms import SettingForm
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import configures, reads

MAILBOXES = Router(tags=["Mailboxes"])


class Mailbox(Output):
    """An address at which people write to us. Passwords and secrets can be set, and are never told."""

    id: int
    name: str
    address: str
    further_addresses: str
    active: bool
    desk: Ref | None
    kind: str
    category: Ref | None
    takes_programs: bool
    incoming: Incoming
    in_host: str
    in_port: int | None
    in_security: Security
    in_user: str
    folder: str
    fetched: Fetched
    move_to: str
    outgoing: Outgoing
    out_host: str
    out_port: int | None
    out_security: Security
    out_user: str
    pickup_folder: str
    default: bool
    sign_in: SignIn
    provider: Provider
    tenant: str
    client_id: str
    consent: Consent
    authorize_url: str
    token_url: str
    scopes: str
    checks_certificate: bool
    polled_at: datetime | None
    last_error: str
    out_error: str


def _mailboxes(actor: Actor) -> QuerySet[models.Mailbox]:
    actor.must("channels.mailboxes")
    return models.Mailbox.objects.select_related("desk", "category")


def _save(actor: Actor, form: SettingForm[Any]) -> models.Mailbox:
    passwords = {name: form.cleaned_data[name] for name in ("in_password", "out_password", "client_secret")}
    return services.save_mailbox(actor, form.instance, **passwords)


records.declare(
    MAILBOXES,
    Records(
        noun="mailbox", plural="mailboxes", permission="channels.mailboxes", answer=Mailbox, form=MailboxForm,
        reads=_mailboxes, changes=_mailboxes, save=_save,
    ),
    Doors(reads=reads, configures=configures),
)  # fmt: skip


class Finding(Output):
    """What trying one direction showed."""

    works: bool
    sentence: str


@MAILBOXES.post(
    "/mailboxes/{int:mailbox}/trial", auth=configures, response=list[Finding], operation_id="tryMailbox",
    summary="Try a mailbox out",
)  # fmt: skip
def try_mailbox(request: ActorRequest, mailbox: Id) -> list[services.Finding]:
    """Signs in both ways, without fetching or sending anything; takes some seconds."""
    return services.try_out(permissions.fetch_mailbox(request.actor, mailbox))
