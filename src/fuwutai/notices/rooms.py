"""Chat rooms that can be told something. The app that owns their hooks says which there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A chat room in use: `key` is what `services.tell_room` takes, `team` the one whose room it is."""

    key: str
    name: str
    language: str
    zone: str
    team: int | None = None


_listed: list[Callable[[], Sequence[Room]]] = []


def register(listed: Callable[[], Sequence[Room]]) -> None:
    """Called from `AppConfig.ready` only."""
    _listed[:] = [listed]


def listed() -> list[Room]:
    """All rooms in use, by name."""
    return [room for look in _listed for room in look()]


def of_team(team: int) -> list[Room]:
    return [room for room in listed() if room.team == team]
