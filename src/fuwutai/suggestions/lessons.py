"""A learned model as it is kept and used: rows of the database, one for each word, and arithmetic in plain Python.

No process holds it in memory: a text of thirty words needs thirty small rows, found by their key. Learning, which needs
scikit-learn, happens in a process of its own; see `learning` and `tasks`.
"""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, sqrt
from typing import Any

import orjson

from fuwutai.suggestions.models import Clue, Lesson
from fuwutai.suggestions.wording import words_of

# A clue is how rare it is, then pairs: the place of a value among all, and what the clue says about it (IEEE 754 half).
_RARITY = struct.Struct("<f")
_PAIR = struct.Struct("<He")
# Scores of a linear model lie close together; this sets them apart before they are made shares.
_SHARPNESS = 4.0
_LONGEST = 60


@dataclass(frozen=True)
class Subject:
    """What is known of a ticket when its category or group is asked for; ids, and texts as they were written."""

    title: str
    description: str = ""
    service: str = ""
    channel: str = ""
    requester: int | None = None
    department: int | None = None
    category: int | None = None
    symptom: int | None = None


def clues(subject: Subject) -> list[str]:
    """The words of the text, and beside them who asks, from where, on what way, and about what."""
    found = [word[:_LONGEST] for word in words_of(subject.title, subject.description)]
    found += [f"service:{word}"[:_LONGEST] for word in words_of(subject.service, most=10)]
    others = {
        "channel": subject.channel, "requester": subject.requester, "department": subject.department,
        "category": subject.category, "symptom": subject.symptom,
    }  # fmt: skip
    return found + [f"{name}:{value}" for name, value in others.items() if value]


@dataclass(frozen=True)
class Facts:
    """What a lesson knows beside its clues.

    `values` are ids in their places, `leanings` what speaks for each without any clue. A proposal is made when its
    score reaches the bar of its value, if it has one; `sureness` maps scores, ascending, to how many of a hundred
    proposals with such a score were right.
    """

    values: Sequence[int]
    leanings: Sequence[float]
    bars: Mapping[int, float] = field(default_factory=dict)
    sureness: Sequence[tuple[float, int]] = ()

    def packed(self) -> str:
        kept = {
            "values": self.values, "leanings": self.leanings, "sureness": self.sureness,
            "bars": {str(value): bar for value, bar in self.bars.items()},
        }  # fmt: skip
        return orjson.dumps(kept).decode()

    @classmethod
    def of(cls, packed: str) -> "Facts":
        kept: dict[str, Any] = orjson.loads(packed)
        bars = {int(value): bar for value, bar in kept["bars"].items()}
        return cls(kept["values"], kept["leanings"], bars, [(score, chance) for score, chance in kept["sureness"]])

    def chance(self, score: float) -> int:
        """How many of a hundred proposals with this score were right on tickets held back."""
        return next((chance for least, chance in reversed(self.sureness) if score >= least), 0)


@dataclass(frozen=True)
class Guess:
    """The likeliest value, its score (0 to 1), and the clues that spoke for it, the strongest first."""

    value: int
    score: float
    because: Sequence[str]


Lookup = Callable[[Iterable[str]], Mapping[str, bytes]]


def guess(facts: Facts, lookup: Lookup, subject: Subject) -> Guess | None:
    """The likeliest value for the subject, or None where the lesson knows nothing of what stands there."""
    known = lookup(clues(subject))
    if not known or not facts.values:
        return None
    rarities = {name: _RARITY.unpack_from(packed)[0] for name, packed in known.items()}
    length = sqrt(sum(rarity**2 for rarity in rarities.values()))
    scores = list(facts.leanings)
    said: list[tuple[str, int, float]] = []
    for name, packed in known.items():
        share = rarities[name] / length
        for place, weight in _PAIR.iter_unpack(packed[_RARITY.size :]):
            scores[place] += share * weight
            said.append((name, place, share * weight))
    best = max(range(len(scores)), key=scores.__getitem__)
    total = sum(exp(_SHARPNESS * (score - scores[best])) for score in scores)
    spoke = sorted(((weight, name) for name, place, weight in said if place == best and weight > 0), reverse=True)
    return Guess(facts.values[best], 1 / total, [name for _weight, name in spoke[:5]])


def pack(rarity: float, weights: Iterable[tuple[int, float]]) -> bytes:
    return _RARITY.pack(rarity) + b"".join(_PAIR.pack(place, weight) for place, weight in weights)


def kept(lesson: Lesson) -> Lookup:
    """How clues of a lesson are looked up in the database: one query."""

    def lookup(names: Iterable[str]) -> Mapping[str, bytes]:
        rows = Clue.objects.filter(lesson=lesson.pk, name__in=list(names)).values_list("name", "weights")
        return {name: bytes(weights) for name, weights in rows}

    return lookup
