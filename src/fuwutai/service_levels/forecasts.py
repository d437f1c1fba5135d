"""Whether promises will be kept, counted on past clocks; nothing is modelled, so that it can be told in a sentence.

Of the past clocks that were still on when this share of their time was used: were most of them late in the end?
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

# Fewer clocks than these say nothing.
LEAST_SIMILAR = 30
# Per cent of the similar ones that have to have been late for one to be likely late.
MOST_LATE = 60
PRIORITIES = range(1, 6)


@dataclass(frozen=True)
class PastClock:
    """A promise to a requester that is over, with the group that had it in the end."""

    metric: str
    team: int | None
    priority: int
    used_s: int
    target_s: int

    @property
    def was_late(self) -> bool:
        return self.used_s > self.target_s

    def was_on_at(self, share: int) -> bool:
        """Whether it was still on when so many per cent of its time were used."""
        return self.used_s * 100 > self.target_s * share


@dataclass(frozen=True)
class Outlook:
    """When `share` per cent of the time were used, `similar` clocks were still on, of which `late` were late."""

    share: int
    similar: int
    late: int

    @property
    def late_percent(self) -> int:
        return 100 * self.late // self.similar


Like = tuple[str, int | None, int]
Outlooks = Mapping[Like, Outlook | None]


def of(outlooks: Outlooks, like: Like) -> Outlook | None:
    """For a promise, a group and a priority; where the group is not known, for all groups."""
    metric, _team, priority = like
    return outlooks[like] if like in outlooks else outlooks.get((metric, None, priority))


def learn(past: Iterable[PastClock]) -> dict[Like, Outlook | None]:
    """The outlook of every promise, group and priority of which there is a past."""
    counted: dict[tuple[str, int | None, int | None], list[int]] = {}
    for one in past:
        last = _last_share(one)
        for team in {one.team, None}:
            for priority in (one.priority, None):
                counted.setdefault((one.metric, team, priority), [0] * 101)[last] += last >= 0
    on = {cell: list(accumulate(reversed(counts)))[::-1] for cell, counts in counted.items()}
    learned: dict[Like, Outlook | None] = {}
    for metric, team in {(metric, team) for metric, team, _priority in on}:
        for priority in PRIORITIES:
            cells = [(metric, team, priority), (metric, team, None), (metric, None, priority), (metric, None, None)]
            learned[metric, team, priority] = _outlook([on[cell] for cell in cells if cell in on])
    return learned


def _last_share(one: PastClock) -> int:
    """The last of 0 to 100 per cent at which the clock was still on; 100 when it was late, -1 when never."""
    return min(100, -(-one.used_s * 100 // one.target_s) - 1)


def _outlook(cells: Sequence[Sequence[int]]) -> Outlook | None:
    """The first share at which most were late, asked of the narrowest cell that has enough clocks there."""
    for share in range(100):
        on = next((cell for cell in cells if cell[share] >= LEAST_SIMILAR), None)
        if on is None:
            return None
        if on[100] * 100 > MOST_LATE * on[share]:
            return Outlook(share, on[share], on[100])
    return None


@dataclass(frozen=True)
class Marks:
    """How forecasts did on clocks they were not learned from.

    `marked` were called likely late while they were on, `right` of those were late in the end, of `late` in all;
    `early` of the right ones were marked with a quarter of their time left. `ahead` is the median of what was left, in
    per cent.
    """

    learned_from: int
    asked: int
    known: int
    marked: int
    right: int
    late: int
    early: int
    ahead: int


def mark(past: Sequence[PastClock], *, share: float = 0.2) -> Marks | None:
    """Learn from the older of `past`, which is in the order of time, and ask about the newest `share` of it."""
    cut = int(len(past) * (1 - share))
    older, newer = past[:cut], past[cut:]
    if not newer:
        return None
    outlooks = learn(older)
    asked = [(one, of(outlooks, (one.metric, one.team, one.priority))) for one in newer]
    marked = [(one, outlook) for one, outlook in asked if outlook and one.was_on_at(outlook.share)]
    ahead = sorted(100 - outlook.share for one, outlook in marked if one.was_late)
    return Marks(
        learned_from=len(older), asked=len(newer), known=sum(outlook is not None for _one, outlook in asked),
        marked=len(marked), right=len(ahead), late=sum(one.was_late for one in newer),
        early=sum(left >= 25 for left in ahead), ahead=ahead[len(ahead) // 2] if ahead else 0,
    )  # fmt: skip
