"""Where else a ticket is worked on: links that higher apps put at the head of its page, unknown to tickets."""

from collections.abc import Callable
from dataclasses import dataclass

from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.tickets.models import Ticket


@dataclass(frozen=True)
class Place:
    label: LazyText | str
    url: str
    icon: str


Ask = Callable[[Actor, Ticket], list[Place]]
_asked: list[Ask] = []


def add(ask: Ask) -> None:
    """Let `ask` name places of a ticket. Called from `AppConfig.ready` only."""
    _asked.append(ask)


def of(actor: Actor, ticket: Ticket) -> list[Place]:
    return [place for ask in _asked for place in ask(actor, ticket)]
