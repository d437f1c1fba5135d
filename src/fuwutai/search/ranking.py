"""How well a text answers a question: BM25 for a handful of candidates, with weight on the title and on what is new.

All candidates hold all words, so that no word tells more than another: what counts is how often each stands there, in
how long a text, whether the title has it, and how old the object is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fuwutai.core import clock
from fuwutai.search.marking import Marker

# As usual for BM25: how soon more of the same word stops counting, and how much a long text is held against it.
_K, _B = 1.2, 0.75
_TITLE, _BODY, _NEW = 3.0, 1.0, 1.5
_USUAL_TITLE, _USUAL_BODY = 20, 400
_HALF_AS_NEW_DAYS = 60


@dataclass(frozen=True)
class Candidate:
    key: int
    title: str
    body: str
    moment: datetime


def ranked(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, the best answer first; of equals the newest."""
    marker = Marker(question)
    return sorted(candidates, key=lambda each: (score(marker, each), each.key), reverse=True)


def score(marker: Marker, candidate: Candidate) -> float:
    found = _TITLE * _weight(marker.counts(candidate.title), len(candidate.title) / _USUAL_TITLE)
    found += _BODY * _weight(marker.counts(candidate.body), len(candidate.body) / _USUAL_BODY)
    days = max((clock.now() - candidate.moment).total_seconds() / 86_400, 0)
    return found + _NEW / (1 + days / _HALF_AS_NEW_DAYS)


def _weight(counts: Sequence[int], length: float) -> float:
    return sum(count * (_K + 1) / (count + _K * (1 - _B + _B * length)) for count in counts) / max(len(counts), 1)
