"""Internal entries that the system writes by itself about what came in: whose words, what came back, why."""

from dataclasses import replace

from fuwutai.core import clock, facts
from fuwutai.files import services as files
from fuwutai.notices import services as notices
from fuwutai.people.models import Person
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets import permissions
from fuwutai.tickets.facts import TicketActed
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import telling
from fuwutai.tickets.services.letters import Letter, Lost
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import TIMELINE_FIELDS, Entry


def note_foreign(ticket: Ticket, letter: Letter) -> int:
    """Words of somebody whom the ticket does not concern: the desk reads them, the requester does not."""
    draft = timeline.Draft(
        kind=EntryKind.NOTE, verb="foreign_message", text=letter.text, html=letter.html, details=_origin(letter)
    )
    locked = _lock(ticket)
    locked.unanswered = True
    entry = _write(locked, draft, letter=letter)
    _tell_those_in_charge(locked, entry, notice="ticket.answered", by=_name(letter))
    return entry.seq


def note_automatic(ticket: Ticket, letter: Letter) -> int:
    """A vacation note and the like: written down, and nothing more happens."""
    details = {**_origin(letter), "code": letter.code}
    draft = timeline.Draft(kind=EntryKind.NOTE, verb="automatic_message", text=letter.text, details=details)
    return _write(_lock(ticket), draft, letter=replace(letter, uploads=())).seq


def note_loss(ticket: Ticket, letter: Letter, lost: Lost) -> int:
    """A message of ours that did not arrive, of which the owner is told, or is only late."""
    verb = "undelivered" if lost.final else "delayed"
    details = {**letter.origin, "address": lost.address, "message_id": lost.message_id}
    draft = timeline.Draft(kind=EntryKind.DELIVERY, verb=verb, text=lost.diagnostic, details=details)
    locked = _lock(ticket)
    entry = _write(locked, draft, letter=replace(letter, uploads=()))
    if lost.final:
        _tell_those_in_charge(locked, entry, notice="ticket.undelivered", by=lost.address)
    return entry.seq


def explain(ticket: Ticket, verb: str, **details: object) -> None:
    """Say on the timeline why the system did what it did (architecture, idea 4)."""
    locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
    timeline.write(locked, timeline.Draft(kind=EntryKind.DECISION, verb=verb, details=details), actor=SYSTEM)
    locked.save(update_fields=TIMELINE_FIELDS)


def in_charge(ticket: Ticket) -> list[Person]:
    """Owner and assignee as far as they are still here; without an owner the lead of the desk."""
    owner = ticket.owner if ticket.owner and ticket.owner.active else None
    lead = ticket.desk.lead if ticket.desk and not owner else None
    return list(dict.fromkeys(person for person in (owner, ticket.assignee, lead) if person and person.active))


def _lock(ticket: Ticket) -> Ticket:
    tickets = Ticket.objects.select_for_update(of=("self",)).select_related(*permissions.RELATED, "desk__lead")
    return tickets.get(pk=ticket.pk)


def _write(ticket: Ticket, draft: timeline.Draft, *, letter: Letter) -> Entry:
    if letter.uploads:
        attached = files.attach(
            list(letter.uploads), record=ticket.timeline, actor=SYSTEM, public=False, seq=ticket.timeline_length + 1
        )
        listed = [{"name": file.name, "sha256": file.blob_id} for file in attached]
        html = files.hang_pictures(draft.html, attached)
        draft = replace(draft, html=html, details={**draft.details, "files": listed})
    [entry] = timeline.write(ticket, draft, actor=SYSTEM)
    ticket.version += 1
    ticket.changed_at = clock.now()
    ticket.save(update_fields=["unanswered", "version", "changed_at", *TIMELINE_FIELDS])
    facts.announce(TicketActed(ticket=ticket, entry=entry, actor=SYSTEM, before=ticket.state))
    return entry


def _tell_those_in_charge(ticket: Ticket, entry: Entry, *, notice: str, by: str) -> None:
    data = {**telling.data_of(ticket, entry, entry.details), "by": by}
    notices.tell(notices.Message(kind=notice, record=ticket.timeline, data=data), persons=in_charge(ticket))


def _origin(letter: Letter) -> dict[str, object]:
    sender = {"name": letter.sender.name, "address": letter.sender.address} if letter.sender else {}
    return {**letter.origin, "sender": sender}


def _name(letter: Letter) -> str:
    return (letter.sender.name or letter.sender.address) if letter.sender else ""
