"""What came in through channels, as a file."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.channels import queries
from fuwutai.core.exports import lists
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.people.permissions import Actor
from fuwutai.tickets.models import Contact


def _contacts(actor: Actor, query: QueryDict) -> QuerySet[Contact]:
    actor.must("tickets.contacts")
    return queries.contacts(actor, which=query.get("which", "unsettled"), text=query.get("q", "").strip()[:100])


_COLUMNS = (
    Column(_("When"), lambda contact: contact.received_at, width=20, is_moment=True),
    Column(_("Channel"), lambda contact: contact.get_channel_display()),
    Column(_("From"), lambda contact: contact.sender, width=30),
    Column(_("Subject"), lambda contact: contact.subject, width=48),
    Column(_("State"), lambda contact: contact.get_state_display()),
    Column(_("Why"), lambda contact: queries.why(contact).sentence, width=48),
    Column(_("Ticket"), lambda contact: contact.ticket_id, width=10),
)


def declare() -> None:
    lists.declare(ExportedList("contacts", _("Quarantine"), _contacts, _COLUMNS))
