"""What a channel understood of a raw contact, in words that are the same for every channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fuwutai.files.services import Upload
from fuwutai.people.models import Team
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Category


class Sort(StrEnum):
    WORDS = "words"  # somebody says something
    AUTOMATIC = "automatic"  # a program says it; nothing may answer
    BOUNCE = "bounce"  # something that we sent did not arrive
    REFUSED = "refused"  # it can't be taken in as it is


class Wish(StrEnum):
    """What a person wants who has a contact taken in again."""

    NONE = ""
    AGAIN = "again"  # by the rules, but however many came from that sender
    AS_REPORT = "as_report"  # as a new report, even if a program wrote it


@dataclass(frozen=True)
class Sender:
    name: str
    address: str


@dataclass(frozen=True)
class Reference:
    """A ticket that the contact names. `certain` when only somebody who had our message could name it so."""

    number: int
    certain: bool


@dataclass(frozen=True)
class PassedOn:
    """Words of somebody else that the sender passes on, below a `comment` of their own.

    The address is "" where the sender's program left it out.
    """

    sender: Sender
    comment: str
    title: str
    text: str
    html: str = ""
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True)
class Lost:
    """A message of ours that did not arrive, or (`final` is False) is only late."""

    message_id: str
    address: str
    diagnostic: str
    final: bool


@dataclass(frozen=True)
class Desk:
    """What whoever set up the channel decided for new tickets from it."""

    kind: str = "incident"
    category: Category | None = None
    team: Team | None = None


@dataclass(frozen=True)
class Letter:
    """`code` names why it is of its sort; `origin` is kept with the entry; `copied` are whom else it went to."""

    channel: Channel
    sort: Sort
    code: str
    sender: Sender | None = None
    message_id: str = ""
    title: str = ""
    text: str = ""
    html: str = ""
    references: tuple[Reference, ...] = ()
    copied: frozenset[str] = frozenset()
    uploads: tuple[Upload, ...] = ()
    passed_on: PassedOn | None = None
    lost: Lost | None = None
    answerable: bool = True
    desk: Desk = field(default_factory=Desk)
    origin: Mapping[str, Any] = field(default_factory=dict)
