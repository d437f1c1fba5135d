"""Who may set up mailboxes, and who may see what came in before anybody judged it (mission N3)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.channels.models import Mailbox
from fuwutai.core.errors import NotFound
from fuwutai.people.permissions import EVERYWHERE, Actor, Permission, declare
from fuwutai.tickets.models import Contact


def declare_all() -> None:
    group = _("People and settings")
    declare(
        [
            Permission("channels.mailboxes", _("Set up mailboxes"), group),
            Permission("channels.gateways", _("Set up gateways of SMS and chat, and chat rooms"), group),
        ]
    )


def fetch_mailbox(actor: Actor, pk: int) -> Mailbox:
    """The mailbox, for whoever sets them up. Raises NotFound when there is none, Forbidden for others."""
    actor.must("channels.mailboxes")
    mailbox = Mailbox.objects.filter(pk=pk).first()
    if mailbox is None:
        raise NotFound(_("There is no such mailbox."))
    return mailbox


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Raw contacts for those who watch the quarantine.

    Whoever may do so only for one organisation sees what became a ticket there, and what waits in the mailboxes of its
    desks; the rest may be about anybody.
    """
    if not actor.can("tickets.contacts"):
        return Contact.objects.none()
    if actor.is_system or EVERYWHERE in actor.reach["tickets.contacts"]:
        return Contact.objects.all()
    desks = actor.within("tickets.contacts", prefix="desk__organisation__")
    sources = [mailbox.source for mailbox in Mailbox.objects.filter(desks)]
    theirs = actor.within("tickets.contacts", prefix="ticket__organisation__")
    return Contact.objects.filter(theirs | Q(ticket__isnull=True, source__in=sources))


def fetch_contact(actor: Actor, pk: int) -> Contact:
    """The contact, or NotFound when there is none that this actor may see."""
    contact = visible_contacts(actor).select_related("raw", "ticket").filter(pk=pk).first()
    if contact is None:
        raise NotFound(_("There is no such message, or none that you may see."))
    return contact
