"""Which ticket a message belongs to."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from fuwutai.channels.mail.message import Message

_FORM = re.compile(r"fuwutai\.(?P<ticket>[A-Za-z0-9-]{1,40})\.(?P<nonce>[a-z2-7]{8})(?P<seal>[a-z2-7]{16})@[^\s@]+")
_NUMBERS = (
    re.compile(r"\[\s*#\s*([A-Z]{0,5}-?\d{3,12})\s*\]"),
    re.compile(
        r"工单(?:号|编号)?\s*[:：#]?\s*([A-Z]{0,5}-?\d{3,12})|工單(?:號|編號)?\s*[:：#]?\s*([A-Z]{0,5}-?\d{3,12})"
    ),
    re.compile(r"(?<![\w&#])#\s?([A-Z]{0,5}-?\d{3,12})(?!\w)"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket a message may belong to.

    A sealed one is certain. An unsealed one comes from a number that anybody can write: it
    counts only when the sender is already known on that ticket.
    """

    ticket: str
    source: str
    is_sealed: bool


def new_id(ticket: str, *, domain: str, key: bytes) -> str:
    """A Message-ID of our own for a message about a ticket, with angle brackets.

    It carries a seal of 80 bits, so that nobody who has not had mail about the ticket can attach
    something to it.
    """
    nonce = base64.b32encode(secrets.token_bytes(5)).decode().lower()
    return f"<fuwutai.{ticket}.{nonce}{_seal(ticket, nonce, key)}@{domain}>"


def ticket_of(message_id: str, *, key: bytes) -> str | None:
    """The ticket that a Message-ID of our own names; None for others' and for forged ones.

    The domain is not looked at, so that old mail still finds its ticket after a change of name.
    """
    found = _FORM.fullmatch(message_id.strip().strip("<>"))
    if not found:
        return None
    seal = _seal(found["ticket"], found["nonce"], key)
    return found["ticket"] if hmac.compare_digest(seal, found["seal"]) else None


def is_ours(message_id: str) -> bool:
    """Whether a Message-ID has the form of our own, sealed or not."""
    return bool(_FORM.fullmatch(message_id))


def candidates(message: Message, *, key: bytes) -> tuple[Candidate, ...]:
    """Tickets a message may belong to, likeliest first: In-Reply-To, References, subject."""
    found: dict[str, Candidate] = {}
    for source, ids in (("in-reply-to", message.in_reply_to), ("references", message.references[::-1])):
        for message_id in ids:
            if ticket := ticket_of(message_id, key=key):
                found.setdefault(ticket, Candidate(ticket, source, is_sealed=True))
    for number in numbers(message.subject):
        found.setdefault(number, Candidate(number, "subject", is_sealed=False))
    return tuple(found.values())


def numbers(subject: str) -> tuple[str, ...]:
    """Ticket numbers in a subject: `[#204397]`, `工单204397`, `#204397`."""
    found = [group for form in _NUMBERS for match in form.finditer(subject) for group in match.groups()]
    return tuple(dict.fromkeys(number for number in found if number))


def _seal(ticket: str, nonce: str, key: bytes) -> str:
    digest = hmac.new(key, f"message-id {ticket} {nonce}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()
