"""How a delivery leaves the house. The apps that own a channel register the function that sends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from fuwutai.notices.choices import Channel
from fuwutai.notices.models import Delivery
from fuwutai.notices.words import Words

# Sends and returns the id under which an answer or a bounce will name the message; raises on failure.
Send = Callable[[Delivery, Words], str]
# Which kinds of a person's addresses a channel leads to, the best first; none while nothing is set up for it.
Reaches = Callable[[], Sequence[str]]
# Stored as it is; the page of undelivered notices says it in its reader's language.
_NOTHING_SET_UP = gettext_noop("Nothing is set up to send this way. An administrator sets up a mailbox for it.")


class Undeliverable(Exception):
    """Sending will never work (refused address, nothing set up to send with); no further attempt is made."""


class Unsent(Exception):
    """Sending did not work this time, for a reason that is told in a sentence; the job tries again."""


@dataclass(frozen=True)
class _Way:
    send: Send
    reaches: Reaches


_ways: dict[str, _Way] = {}


def register(channel: str, send: Send, *, reaches: Reaches) -> None:
    """Called from `AppConfig.ready` only."""
    _ways[channel] = _Way(send, reaches)


def reaches(channel: str) -> Sequence[str]:
    """The kinds of addresses that can be written to this way now."""
    way = _ways.get(channel)
    return way.reaches() if way else ()


def open_channels() -> list[Channel]:
    """The bell, and every other way that is set up."""
    return [channel for channel in Channel if channel == Channel.IN_APP or reaches(channel)]


def send(delivery: Delivery, words: Words) -> str:
    way = _ways.get(delivery.channel)
    if way is None:
        raise Undeliverable(_NOTHING_SET_UP)
    return way.send(delivery, words)


# Sends a mail that is about no record: address, subject, body.
_plain: list[Callable[[str, str, str], None]] = []


def register_plain(send: Callable[[str, str, str], None]) -> None:
    """Called from `AppConfig.ready` only."""
    _plain[:] = [send]


def send_plain(address: str, *, subject: str, body: str) -> None:
    if not _plain:
        raise Undeliverable(_NOTHING_SET_UP)
    _plain[0](address, subject, body)
