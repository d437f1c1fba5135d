"""How a delivery leaves the house. The apps that own a channel register the function that sends."""

from collections.abc import Callable

from django.utils.translation import gettext_noop

from fuwutai.notices.models import Delivery
from fuwutai.notices.words import Words

# Sends and returns the id under which an answer or a bounce will name the message; raises on failure.
Send = Callable[[Delivery, Words], str]
_senders: dict[str, Send] = {}
# Stored as it is; the page of undelivered notices says it in its reader's language.
_NOTHING_SET_UP = gettext_noop("Nothing is set up to send this way. An administrator sets up a mailbox for it.")


class Undeliverable(Exception):
    """Sending will never work (refused address, nothing set up to send with); no further attempt is made."""


def register(channel: str, send: Send) -> None:
    """Called from `AppConfig.ready` only."""
    _senders[channel] = send


def send(delivery: Delivery, words: Words) -> str:
    sender = _senders.get(delivery.channel)
    if sender is None:
        raise Undeliverable(_NOTHING_SET_UP)
    return sender(delivery, words)


# Sends a mail that is about no record: address, subject, body.
_plain: list[Callable[[str, str, str], None]] = []


def register_plain(send: Callable[[str, str, str], None]) -> None:
    """Called from `AppConfig.ready` only."""
    _plain[:] = [send]


def send_plain(address: str, *, subject: str, body: str) -> None:
    if not _plain:
        raise Undeliverable(_NOTHING_SET_UP)
    _plain[0](address, subject, body)
