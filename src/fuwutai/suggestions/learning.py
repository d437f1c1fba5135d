"""Learning from past tickets which category and group such ones get. Runs in processes of its own only.

A linear model over words (scikit-learn's LinearSVC) is learned on the older tickets and asked about the newer ones,
which it has not seen: from how often it is right there come the bar of each value, below which nothing is proposed,
and the sureness that is shown. What is measured is the packed form that the pages use, not the library's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fuwutai.suggestions.lessons import Facts, Guess, Lookup, Subject, clues, guess, pack

LEAST_TICKETS = 60
_LEAST_OF_VALUE = 5
_MOST_VALUES = 300
_MOST_CLUES = 25_000
_WEIGHTS_OF_CLUE = 24
# A proposal is wanted that is right in three of four cases; less often it costs more looks than it saves.
_WANTED = 0.75
_LEAST_CHANCE = 60
_LEAST_PROOF = 5


@dataclass(frozen=True)
class Example:
    """A past ticket and what it turned out to be."""

    subject: Subject
    value: int


@dataclass(frozen=True)
class Learned:
    facts: Facts
    clues: Mapping[str, bytes]

    @property
    def lookup(self) -> Lookup:
        return lambda names: {name: self.clues[name] for name in names if name in self.clues}

    def guess(self, subject: Subject) -> Guess | None:
        return guess(self.facts, self.lookup, subject)

    def proposes(self, found: Guess | None) -> bool:
        return found is not None and found.score >= self.facts.bars.get(found.value, 2.0)


def learn(examples: Sequence[Example]) -> Learned | None:
    """Learn from examples in the order of time; None where there is too little to learn from.

    Bars and sureness come from the newest fifth, which the first of two models has not seen; the second has seen all.
    """
    cut = len(examples) * 4 // 5
    first = _fit(examples[:cut])
    if first is None:
        return None
    bars, sureness = _bars(first, examples[cut:])
    last = _fit(examples)
    return last and replace(last, facts=replace(last.facts, bars=bars, sureness=sureness))


@dataclass(frozen=True)
class Marks:
    """How a model did on tickets that it had not seen.

    `proposed` of `asked` were above the bar, `right` of those; `first` counts right first guesses of all, without any
    bar, and `usual` what always the most frequent value would have had right.
    """

    learned_from: int
    asked: int
    values: int
    proposed: int
    right: int
    first: int
    usual: int


def mark(examples: Sequence[Example], *, share: float = 0.2) -> Marks | None:
    """Learn from the older examples and ask about the newest `share`; everything, bars too, from the older ones."""
    cut = int(len(examples) * (1 - share))
    older, newer = examples[:cut], examples[cut:]
    learned = learn(older)
    if learned is None or not newer:
        return None
    most = Counter(example.value for example in older).most_common(1)[0][0]
    guesses = [(learned.guess(example.subject), example.value) for example in newer]
    proposed = [(found, value) for found, value in guesses if found and learned.proposes(found)]
    return Marks(
        learned_from=len(older), asked=len(newer), values=len(learned.facts.values), proposed=len(proposed),
        right=sum(found.value == value for found, value in proposed),
        first=sum(found is not None and found.value == value for found, value in guesses),
        usual=sum(example.value == most for example in newer),
    )  # fmt: skip


def _fit(examples: Sequence[Example]) -> Learned | None:
    # Nobody else comes here, and must not pay 150 MB for what it never uses.
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    counted = Counter(example.value for example in examples)
    usable = {value for value, times in counted.most_common(_MOST_VALUES) if times >= _LEAST_OF_VALUE}
    taken = [example for example in examples if example.value in usable]
    if len(taken) < LEAST_TICKETS * 4 // 5 or len(usable) < 2:
        return None
    vectors = TfidfVectorizer(analyzer=clues, binary=True, min_df=2, max_features=_MOST_CLUES)
    try:
        known = vectors.fit_transform([example.subject for example in taken])
    except ValueError:
        # No word stands in two tickets.
        return None
    model = LinearSVC(C=0.5, random_state=0).fit(known, [example.value for example in taken])
    return _packed(vectors, model)


def _packed(vectors: Any, model: Any) -> Learned:
    # For two values the library keeps one line; the other is its mirror.
    two = len(model.classes_) == 2
    lines = [-model.coef_[0], model.coef_[0]] if two else list(model.coef_)
    leanings = [-model.intercept_[0], model.intercept_[0]] if two else list(model.intercept_)
    weights: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for place, line in enumerate(lines):
        for column in line.nonzero()[0]:
            weights[int(column)].append((float(line[column]), place))
    names = {int(column): name for name, column in vectors.vocabulary_.items()}
    packed = {
        names[column]: pack(float(vectors.idf_[column]), _strongest(said)) for column, said in sorted(weights.items())
    }
    values = [int(value) for value in model.classes_]
    return Learned(Facts(values, [round(float(leaning), 4) for leaning in leanings]), packed)


def _strongest(said: Iterable[tuple[float, int]]) -> list[tuple[int, float]]:
    kept = sorted(said, key=lambda pair: -abs(pair[0]))[:_WEIGHTS_OF_CLUE]
    return [(place, weight) for weight, place in kept]


def _bars(learned: Learned, held_back: Sequence[Example]) -> tuple[dict[int, float], list[tuple[float, int]]]:
    """The bar of each value, and how sure which score makes."""
    scored = [
        (found, found.value == example.value) for example in held_back if (found := learned.guess(example.subject))
    ]
    everywhere = _bar([(found.score, right) for found, right in scored])
    sureness = _sureness([(found.score, right) for found, right in scored])
    # However good the surer ones of a value are: a proposal that is itself rather wrong than right helps nobody.
    floor = next((score for score, chance in sureness if chance >= _LEAST_CHANCE), 2.0)
    by_value: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for found, right in scored:
        by_value[found.value].append((found.score, right))
    bars = {}
    for value in learned.facts.values:
        seen = by_value.get(value, [])
        bar = _bar(seen) if len(seen) >= _LEAST_PROOF else everywhere
        if bar is not None:
            bars[value] = round(max(bar, floor), 4)
    return bars, sureness


def _bar(scored: Sequence[tuple[float, bool]]) -> float | None:
    """The lowest score from which on enough was right; None where that holds for too few."""
    bar, right = None, 0
    for count, (score, was_right) in enumerate(sorted(scored, reverse=True), start=1):
        right += was_right
        if count >= _LEAST_PROOF and right / count >= _WANTED:
            bar = score
    return bar


def _sureness(scored: Sequence[tuple[float, bool]]) -> list[tuple[float, int]]:
    """Scores, ascending, and the share in a hundred that was right from there on: never falling as scores rise."""
    from sklearn.isotonic import IsotonicRegression  # noqa: PLC0415 - as above

    if len(scored) < _LEAST_PROOF:
        return []
    scores = [score for score, _right in scored]
    smooth = IsotonicRegression(y_min=0, y_max=1).fit(scores, [float(right) for _score, right in scored])
    steps: dict[int, float] = {}
    for score, chance in zip(sorted(scores), smooth.predict(sorted(scores)), strict=True):
        # One in fifty held-back tickets proves no more than 98 of a hundred.
        steps.setdefault(min(int(chance * 100), 98), round(float(score), 4))
    return sorted((score, chance) for chance, score in steps.items())
