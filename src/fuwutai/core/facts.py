"""How a lower app tells higher ones that something happened, without knowing them.

A fact is a frozen dataclass named in the past tense (`TicketResolved`). Listeners run at once, in the
announcer's transaction, in the order in which they subscribed: if one fails, the change fails with it.
They may therefore only write rows or enqueue jobs; anything slow or outside belongs into a job.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Fact = TypeVar("Fact")

_listeners: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def listen(kind: type[Fact], listener: Callable[[Fact], None]) -> None:
    """Subscribe `listener` to facts of `kind` and of its subclasses. Called from `AppConfig.ready` only."""
    if listener not in _listeners[kind]:
        _listeners[kind].append(listener)


def announce(fact: object) -> None:
    """Tell everyone who listens to this fact. Raises whatever a listener raises."""
    for kind in type(fact).__mro__:
        for listener in _listeners.get(kind, ()):
            listener(fact)
