"""Reading mailboxes, and what came in through them."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from fuwutai.channels import permissions
from fuwutai.channels.choices import REASONS, Outgoing
from fuwutai.channels.models import Grant, Mailbox, addresses_of
from fuwutai.core import clock, rows
from fuwutai.core.literal import Among
from fuwutai.people.permissions import Actor
from fuwutai.tickets.choices import UNSETTLED, ContactState
from fuwutai.tickets.models import Contact, Ticket

# A contact that was not taken in after this long hangs, and is shown to a person.
HANGS_AFTER = timedelta(minutes=10)


def mailboxes() -> dict[str, Mailbox]:
    """All mailboxes by what contacts name as their source, inactive ones too."""
    return {mailbox.source: mailbox for mailbox in Mailbox.objects.all()}


@dataclass(frozen=True)
class Door:
    """What taking a mail in needs to know of a mailbox."""

    source: str
    addresses: frozenset[str]
    kind: str
    takes_programs: bool
    desk: int | None
    category: int | None


def doors() -> dict[str, Door]:
    """All mailboxes by their source, read afresh for every mail."""
    return {
        f"mailbox:{pk}": Door(
            source=f"mailbox:{pk}",
            addresses=addresses_of(address, further),
            kind=kind,
            takes_programs=bool(takes_programs),
            desk=desk,
            category=category,
        )
        for pk, address, further, kind, takes_programs, desk, category in rows.read(_DOORS)
    }


_DOORS = "SELECT id, address, further_addresses, kind, takes_programs, desk_id, category_id FROM channels_mailbox"


def own_addresses() -> frozenset[str]:
    """Every address that is ours, of inactive mailboxes too: mail from or to them would go round in circles."""
    return frozenset(address for mailbox in Mailbox.objects.all() for address in mailbox.addresses)


def mailbox_at(address: str) -> Mailbox | None:
    """The mailbox that mail to `address` is for; `desk+anything@` counts as `desk@`."""
    local, _at, domain = address.lower().rpartition("@")
    wanted = {f"{local}@{domain}", f"{local.partition('+')[0]}@{domain}"}
    found = [mailbox for mailbox in Mailbox.objects.all() if mailbox.addresses & wanted]
    return max(found, key=lambda mailbox: mailbox.active, default=None)


def grant(mailbox: Mailbox) -> Grant | None:
    """What an authority gave us for the mailbox, if somebody allowed it there."""
    return Grant.objects.filter(mailbox=mailbox, granted_at__isnull=False).first() if mailbox.pk else None


def default_sender() -> Mailbox | None:
    return Mailbox.objects.filter(active=True, default=True).exclude(outgoing=Outgoing.NONE).first()


def sender_for(ticket: Ticket | None) -> Mailbox | None:
    """Who writes about a ticket: the mailbox it came through, else its desk's, else the default sender."""
    if ticket is None:
        return default_sender()
    sending = list(Mailbox.objects.filter(active=True).exclude(outgoing=Outgoing.NONE))
    if not sending:
        return None
    sources = {mailbox.source: mailbox for mailbox in sending}
    came = Contact.objects.filter(ticket=ticket, source__in=sources).order_by("-id").values_list("source", flat=True)
    source = came.first() if len(sending) > 1 else None
    if source:
        return sources[source]
    of_desk = [mailbox for mailbox in sending if mailbox.desk_id and mailbox.desk_id == ticket.desk_id]
    return next(iter([*of_desk, *(mailbox for mailbox in sending if mailbox.default)]), None)


@dataclass(frozen=True)
class Why:
    """A contact's reason in words: a sentence of ours, and a detail that is shown as it is."""

    sentence: Promise | str
    detail: str


def why(contact: Contact) -> Why:
    code, _bar, detail = contact.reason.partition("|")
    return Why(sentence=REASONS.get(code, code), detail=detail if code != "flood" else "")


def unsettled() -> Q:
    """What waits for a person: quarantined, or received a while ago and still not taken in."""
    hanging = Q(state=ContactState.RECEIVED, received_at__lt=clock.now() - HANGS_AFTER)
    return Q(Among("state", UNSETTLED)) & (Q(state=ContactState.QUARANTINED) | hanging)


def contacts(actor: Actor, *, which: str, text: str = "") -> QuerySet[Contact]:
    """Contacts that `actor` may see, newest first. `which` is `unsettled`, a state, or `all`."""
    found = permissions.visible_contacts(actor)
    if which == "unsettled":
        found = found.filter(unsettled())
    elif which in ContactState.values:
        found = found.filter(state=which)
    if text:
        found = found.filter(Q(sender__icontains=text) | Q(subject__icontains=text))
    return found.select_related("raw", "ticket").order_by("-received_at", "-id")


def count_unsettled(actor: Actor) -> int:
    return permissions.visible_contacts(actor).filter(unsettled())[:100].count()
