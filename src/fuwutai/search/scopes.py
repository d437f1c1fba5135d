"""What can be searched. An app declares its scope; this one neither knows nor imports it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# The keys of a scope begin at its place times this, so that all scopes share one index and each is one stretch of it.
_ROOM = 2**48
# All the ids that objects may have.
EVERYTHING = range(_ROOM)


@dataclass(frozen=True)
class Document:
    """The text of one object. `internal` is found only by whoever may read what colleagues note."""

    id: int
    title: str
    body: str = ""
    internal: str = ""


@dataclass(frozen=True)
class Scope:
    """One kind of object that is searched.

    `place` is fixed for ever: the keys in the index stand on it. `collect` gives the documents of the ids that still
    exist; `every` gives ids above the given one, in order, a number of them; `count` says how many there are in all.
    """

    name: str
    place: int
    collect: Callable[[Sequence[int]], list[Document]]
    every: Callable[[int, int], list[int]]
    count: Callable[[], int] = lambda: 0

    @property
    def first_key(self) -> int:
        return self.place * _ROOM

    @property
    def last_key(self) -> int:
        return (self.place + 1) * _ROOM - 1


_scopes: dict[str, Scope] = {}


def declare(scope: Scope) -> None:
    """Called from `AppConfig.ready` only."""
    _scopes[scope.name] = scope


def get(name: str) -> Scope:
    return _scopes[name]


def all_scopes() -> list[Scope]:
    return list(_scopes.values())
