"""Storing what arrived, once."""

import hashlib
import re

from django.db import connection

from fuwutai.channels.mail import message
from fuwutai.channels.models import Mailbox
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.services import contacts

# What is larger stays with the other side: 25 MB of attachments are 35 MB on the wire.
MOST_BYTES = 60 * 2**20

_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]{1,1000})", re.IGNORECASE | re.MULTILINE)


def store(mailbox: Mailbox, raw: bytes, *, trace: bytes = b"") -> None:
    """Commit a raw message; when this returns it may be acknowledged. `trace` are header lines of our own on top."""
    key, message_id = identity(raw)
    contacts.keep(Channel.MAIL, source=mailbox.source, key=key, raw=trace + raw, message_id=message_id)


def store_too_large(mailbox: Mailbox, head: bytes) -> None:
    """Put the header of a message that is not fetched into quarantine, where a person sees it."""
    key, _message_id = identity(head)
    contacts.keep_aside(Channel.MAIL, source=mailbox.source, key=key, raw=head, reason="too-large")


def identity(raw: bytes) -> tuple[str, str]:
    """What makes a second delivery recognisable, and the Message-ID.

    The same id with the same body is the same message: relays add header lines on each way and change line ends.
    """
    head, _blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    found = _MESSAGE_ID.search(head)
    ids = message.message_ids(found[1].decode("ascii", "replace")) if found else ()
    digest = hashlib.sha256(ids[0].encode() if ids else head)
    digest.update(b"\n\n" + body.rstrip(b"\n"))
    return digest.hexdigest(), ids[0] if ids else ""


def done() -> None:
    """Give this thread's database connection back, between two rounds of a thread that lives for months."""
    if not connection.in_atomic_block:
        connection.close()
