"""Who looks at a record now and who types there, here and on other machines; kept in memory only."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Seconds after the last key until somebody is said to have stopped typing.
_TYPING = 6.0
# Other machines repeat who is there more often than this (seconds); what one no longer says, ended with it.
KEPT = 25.0


@dataclass
class _Visitor:
    person: int
    name: str
    types_until: float = 0.0


@dataclass(frozen=True)
class _Elsewhere:
    people: Sequence[Mapping[str, Any]]
    until: float


class Company:
    def __init__(self) -> None:
        self._here: dict[str, dict[str, _Visitor]] = defaultdict(dict)
        self._elsewhere: dict[str, dict[str, _Elsewhere]] = defaultdict(dict)
        self._typing: set[tuple[str, str]] = set()
        # Topics of which other machines must be told.
        self.changed: set[str] = set()

    def enter(self, topic: str, key: str, person: int, name: str) -> None:
        self._here[topic][key] = _Visitor(person, name)
        self.changed.add(topic)

    def leave(self, topic: str, key: str) -> None:
        self._here[topic].pop(key, None)
        self._typing.discard((topic, key))
        if not self._here[topic]:
            del self._here[topic]
        self.changed.add(topic)

    def type(self, topic: str, key: str) -> None:
        self._here[topic][key].types_until = time.monotonic() + _TYPING
        self._typing.add((topic, key))
        self.changed.add(topic)

    def pass_time(self) -> set[str]:
        """The topics where somebody stopped typing, or is said to be elsewhere no more."""
        now = time.monotonic()
        ended = {(topic, key) for topic, key in self._typing if self._here[topic][key].types_until <= now}
        self._typing -= ended
        self.changed |= {topic for topic, _key in ended}
        gone = {
            (topic, machine)
            for topic, machines in self._elsewhere.items()
            for machine, told in machines.items()
            if told.until <= now
        }
        for topic, machine in gone:
            self._forget(topic, machine)
        return {topic for topic, _key in ended} | {topic for topic, _machine in gone}

    def here(self, topic: str) -> list[dict[str, Any]]:
        """Who is here by each of their pages, as it is told to other machines."""
        now = time.monotonic()
        return [
            {"person": each.person, "name": each.name, "types": each.types_until > now}
            for each in self._here.get(topic, {}).values()
        ]

    def topics(self) -> list[str]:
        return list(self._here)

    def meet(self, topic: str, machine: str, people: Sequence[Mapping[str, Any]]) -> bool:
        """Note who is there on another machine; whether that machine was not known to have anybody there before."""
        is_new = machine not in self._elsewhere.get(topic, {})
        if people:
            self._elsewhere[topic][machine] = _Elsewhere(people, time.monotonic() + KEPT)
        else:
            self._forget(topic, machine)
        return is_new and bool(people)

    def _forget(self, topic: str, machine: str) -> None:
        machines = self._elsewhere.get(topic, {})
        machines.pop(machine, None)
        if not machines:
            self._elsewhere.pop(topic, None)

    def of(self, topic: str, *, without: int) -> list[dict[str, Any]]:
        """Everybody there but one person, each once however many pages they have open; whoever types comes first."""
        found: dict[int, dict[str, Any]] = {}
        elsewhere = [person for told in self._elsewhere.get(topic, {}).values() for person in told.people]
        for each in (*self.here(topic), *elsewhere):
            known = found.setdefault(each["person"], {**each})
            known["types"] = known["types"] or each["types"]
        found.pop(without, None)
        return sorted(found.values(), key=lambda each: (not each["types"], each["name"]))
