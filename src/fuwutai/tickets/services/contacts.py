"""What comes in through a channel: kept raw, then taken in by a job; lost by no crash and no bug (mission A1).

A channel calls `keep`, acknowledges to the other side once that has returned, and has registered how to understand
its own. What can't be taken in waits in quarantine with its reason.
"""

from collections.abc import Callable, Iterable

import structlog
from django.db import InterfaceError, OperationalError, transaction

from fuwutai.core import rows
from fuwutai.core.errors import Refusal
from fuwutai.core.prepared import Given, Prepared
from fuwutai.core.texts import storable
from fuwutai.files import services as files
from fuwutai.people.permissions import Actor
from fuwutai.tickets import tasks
from fuwutai.tickets.choices import Channel, ContactState
from fuwutai.tickets.models import Contact
from fuwutai.tickets.services import placement
from fuwutai.tickets.services.letters import Letter, Wish
from fuwutai.tickets.services.placement import Outcome

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3

# Understands the raw bytes of a contact. It writes nothing, and may take its time: no transaction is open.
Understand = Callable[[Contact, bytes], Letter]
_understand: dict[str, Understand] = {}


def register(channel: Channel, understand: Understand) -> None:
    """Called from `AppConfig.ready` only."""
    _understand[channel] = understand


def keep(channel: Channel, *, source: str, key: str, raw: bytes, message_id: str = "") -> Contact:
    """Store durably what came in and enqueue taking it in; only when this returns may it be acknowledged.

    The same `key` from the same `source` gives the contact of the first time and enqueues nothing.
    """
    with transaction.atomic():
        blob = files.keep(raw)
        fresh = rows.insert_new(Contact(channel=channel, source=source, key=key, raw=blob, message_id=message_id[:250]))
        [contact] = _STORED(source=source, key=key)
        if fresh:
            tasks.take_in.enqueue(contact.pk, Wish.NONE.value)
    return contact


_STORED = Prepared(lambda: Contact.objects.filter(source=Given("source"), key=Given("key")))


def keep_aside(channel: Channel, *, source: str, key: str, raw: bytes, reason: str) -> Contact:
    """Store something straight into quarantine: what stays with the other side because it is too large to fetch."""
    blob = files.keep(raw)
    values = {"channel": channel, "raw": blob, "state": ContactState.QUARANTINED, "reason": reason}
    return Contact.objects.get_or_create(source=source, key=key, defaults=values)[0]


def take_in(contact_id: int, wish: Wish = Wish.NONE) -> None:
    """Make a ticket, an addition to one, or a quarantined contact of what was received. Safe to repeat.

    Whatever goes wrong is kept with the contact; after some attempts it goes to quarantine instead of failing on.
    """
    [contact] = _WITH_RAW(contact=contact_id)
    if contact.state != ContactState.RECEIVED:
        return
    try:
        letter = storable(_understand[contact.channel](contact, files.read(contact.raw)))
        _name(contact, letter)
        for upload in (*letter.uploads, *(letter.passed_on.uploads if letter.passed_on else ())):
            # Large files reach the disk before the ticket is locked (on SQLite, before everything is).
            files.keep(upload.content)
        _settle(contact_id, letter, wish)
    except (OperationalError, InterfaceError):
        # The database is busy or away; that says nothing about the contact.
        raise
    except Exception as error:
        # The border between what strangers send and us: any bug it can trigger must end in quarantine, not in loss.
        if _count_failure(contact, error) < MOST_ATTEMPTS:
            raise


_WITH_RAW = Prepared(lambda: Contact.objects.select_related("raw").filter(pk=Given("contact")))
_LOCKED = Prepared(lambda: Contact.objects.select_for_update().filter(pk=Given("contact")))


def _settle(contact_id: int, letter: Letter, wish: Wish) -> None:
    """The ticket and the contact's new state are one transaction: killed in between, neither is there."""
    with transaction.atomic():
        [contact] = _LOCKED(contact=contact_id)
        if contact.state != ContactState.RECEIVED:
            return
        _name(contact, letter)
        _close(contact, placement.place(contact, letter, wish))


def _name(contact: Contact, letter: Letter) -> None:
    """Who wrote about what, for lists of contacts."""
    contact.sender = letter.sender.address.lower()[:254] if letter.sender else ""
    contact.subject = letter.title[:250]
    contact.message_id = letter.message_id[:250]


def _close(contact: Contact, outcome: Outcome) -> None:
    contact.state = outcome.state
    contact.reason = outcome.reason
    contact.ticket_id = outcome.ticket
    contact.seq = outcome.seq
    rows.save(contact, ["sender", "subject", "message_id", "state", "reason", "ticket", "seq"])


def _count_failure(contact: Contact, error: Exception) -> int:
    """Note a failed attempt on the contact; the last one puts it into quarantine. Returns how many there were.

    A refusal is the last at once: it says what is wrong with the contact, and would say so again.
    """
    contact.attempts = MOST_ATTEMPTS if isinstance(error, Refusal) else contact.attempts + 1
    sentence = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
    contact.reason = f"failed|{sentence[:2000]}"
    if contact.attempts >= MOST_ATTEMPTS:
        contact.state = ContactState.QUARANTINED
        log.warning("contact.quarantined", contact=contact.pk, exc_info=not isinstance(error, Refusal))
    contact.save(update_fields=["attempts", "reason", "state", "sender", "subject", "message_id"])
    return contact.attempts


# What a person may send through the rules again: everything that made no ticket, and what hangs.
AGAIN = (ContactState.RECEIVED, ContactState.QUARANTINED, ContactState.IGNORED, ContactState.DISCARDED)


def run_again(actor: Actor, *, contacts: Iterable[Contact], wish: Wish = Wish.AGAIN) -> int:
    """Have contacts taken in again; returns how many. Those that made a ticket are left alone."""
    done = 0
    for pk in [contact.pk for contact in contacts]:
        with transaction.atomic():
            moved = Contact.objects.filter(pk=pk, state__in=AGAIN, ticket__isnull=True).update(
                state=ContactState.RECEIVED, attempts=0, reason=""
            )
            if moved:
                tasks.take_in.enqueue(pk, wish.value)
                log.info("contact.run_again", contact=pk, by=actor.person_id, wish=wish.value)
            done += moved
    return done


def discard(actor: Actor, *, contacts: Iterable[Contact]) -> int:
    """Put quarantined contacts away; they stay stored and can still be run again. Returns how many."""
    ids = [contact.pk for contact in contacts]
    waiting = (ContactState.RECEIVED, ContactState.QUARANTINED)
    done = Contact.objects.filter(pk__in=ids, state__in=waiting).update(
        state=ContactState.DISCARDED, reason=f"discarded|{actor.name}"
    )
    log.info("contact.discarded", contacts=ids, by=actor.person_id)
    return done
