from dataclasses import dataclass

from fuwutai.people.permissions import Actor
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry


@dataclass(frozen=True)
class TicketLogged:
    ticket: Ticket
    entry: Entry
    actor: Actor


@dataclass(frozen=True)
class LatenessForeseen:
    """From now on a promise to the requester is likely to be broken. Announced once as long as it stays so."""

    number: int


@dataclass(frozen=True)
class TicketActed:
    """A verb of the lifecycle was carried out; `entry` says which, `before` is the state it found."""

    ticket: Ticket
    entry: Entry
    actor: Actor
    before: str
