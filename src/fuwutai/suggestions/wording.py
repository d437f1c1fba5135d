"""The words by which texts are compared: cut as the search index cuts them, so that the index finds what they name."""

from collections.abc import Iterable
from math import sqrt

from fuwutai.search.words import tokens

# Two characters of Chinese, or an English stem of two letters: single ones say nothing.
_SHORTEST = 2
_MOST_LETTERS = 4_000
# What one of these ends was cut in the middle: 打不 out of 打不开 and 打不了.
_LOOSE = "不没无未的了是在"


def words_of(*texts: str, most: int = 120) -> list[str]:
    """The different words of texts, in the order in which they first stand there, at most `most`."""
    found: dict[str, None] = {}
    for text in texts:
        for word in tokens(text[:_MOST_LETTERS]):
            if len(word) >= _SHORTEST:
                found.setdefault(word)
                if len(found) == most:
                    return list(found)
    return list(found)


def likeness(one: Iterable[str], other: Iterable[str], weights: dict[str, float]) -> float:
    """How much two sets of words share, 0 to 1: the cosine, where a rare word counts more than one that all use."""
    ours, theirs = set(one), set(other)
    shared = sum(weights[word] ** 2 for word in ours & theirs)
    return shared / (_length(ours, weights) * _length(theirs, weights)) if shared else 0.0


def _length(words: set[str], weights: dict[str, float]) -> float:
    return sqrt(sum(weights[word] ** 2 for word in words))


def readable(words: Iterable[str]) -> list[str]:
    """Words as a person reads them: pairs of characters that overlap, one after the other, make one piece again.

    Cut the words to a few afterwards, never before: half a piece would be left over.
    """
    found: list[str] = []
    for word in words:
        if found and not word.isascii() and len(word) == _SHORTEST and found[-1][-1] == word[0]:
            found[-1] += word[1]
        else:
            found.append(word)
    whole = [piece.rstrip(_LOOSE) for piece in found]
    return [piece for piece in whole if len(piece) >= _SHORTEST]
