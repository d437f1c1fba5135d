"""The simulated months: what time it is, what happens next, and who is there to do it."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from random import Random

from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.site.demo import shifts
from fuwutai.site.demo.company import Company
from fuwutai.site.demo.rounds import Rounds

# What somebody does, step by step; each step yields the moment of the next.
Script = Iterator[datetime]


@dataclass
class Stage:
    """Scripts take turns by the clock; what would come after `ends` does not happen, and so is left open."""

    company: Company
    dice: Random
    begins: datetime
    ends: datetime
    now: datetime = field(init=False)
    # The newest ticket of each person in each category, for those who come again.
    seen: dict[tuple[int, str], int] = field(default_factory=dict)
    # Tickets that were put back because nobody touched them, until somebody takes them up again.
    handed_back: set[int] = field(default_factory=set)
    # Whether rules dispatch what lies in the pool.
    dispatches: bool = False
    _rounds: Rounds = field(default_factory=Rounds)
    _order: Iterator[int] = field(default_factory=count)
    _coming: list[tuple[datetime, int, Script]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.now = self.begins

    def plan(self, moment: datetime, script: Script) -> None:
        """Let `script` begin at `moment`."""
        heapq.heappush(self._coming, (moment, next(self._order), script))

    def play(self, watch: Callable[[datetime], None]) -> None:
        """Play everything up to the end with the clock told by the stage; `watch` sees each moment go by."""
        with clock.told_by(lambda: self.now):
            while self._coming and self._coming[0][0] <= self.ends:
                self._look_until(self._coming[0][0])
                moment, _number, script = heapq.heappop(self._coming)
                self.now = max(self.now, moment.astimezone(UTC))
                watch(self.now)
                following = next(script, None)
                self._rounds.work()
                if following is not None:
                    self.plan(max(following, self.now), script)
            self._look_until(self.ends)
            self.now = self.ends

    def _look_until(self, moment: datetime) -> None:
        for minute in self._rounds.until(moment):
            self.now = max(self.now, minute)

    def agent(self, region: str) -> Person:
        """Somebody at the desk of `region` now; at night and when nobody is there, the northern desk answers."""
        for desk in (f"desk-{region}", "desk-north"):
            seated = shifts.on_desk(self.company.agents[desk], self.now)
            if seated:
                return self._somebody(seated)
        return shifts.on_call(self.company.agents["desk-north"], self.now)

    def engineer(self, team: str) -> Person:
        """Somebody of a group who is at work now, or on call."""
        members = self.company.members[team]
        if shifts.is_office_time(self.now, self.company.organisations["shuoyuan"]):
            return self._somebody(members)
        return shifts.on_call(members, self.now)

    def _somebody(self, persons: list[Person]) -> Person:
        """One of them; those whom people try the product as get a little more to do."""
        weights = [2.0 if person in self.company.named.values() else 1.0 for person in persons]
        return self.dice.choices(persons, weights)[0]
