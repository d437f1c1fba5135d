"""What counts as a word. The index and the question are cut by the same rules, so that they meet (mission J2).

Chinese is written without spaces: each two neighbouring characters are a token, so that any part of a sentence of two
characters or more is found, and the last character of a run stands alone, so that a prefix finds single ones.
Traditional characters are folded to simplified ones. English words are cut to their stem; everything else stays whole.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import Stemmer

from fuwutai.core.letters import simplified

# Ideographs with their extensions and compatibility forms, and kana, which is written without spaces too.
HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile(f"[{HAN}]")
_RUN = re.compile(rf"([{HAN}]+)|([^\W_{HAN}]+)")
_QUOTED = re.compile(r'["“”]([^"“”]+)["“”]|(\S+)')
# Longer runs of letters are no words: encoded pictures, keys, lines without spaces.
_LONGEST = 40
MOST_TERMS = 12


@dataclass(frozen=True)
class Phrase:
    """Tokens that must follow one another; with `prefix` the last one is only how the word begins."""

    tokens: tuple[str, ...]
    prefix: bool


@dataclass(frozen=True)
class Sought:
    """What is looked for: every one of `phrases` must be found, and none of `without`."""

    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to look for: what must not be there alone finds nothing."""
        return bool(self.phrases)


def sought(question: str, without: Sequence[str] = ()) -> Sought:
    """What a person asks for, and words that must not be there; both may hold quotation marks."""
    return Sought(tuple(phrases(question)), tuple(phrase for term in without for phrase in phrases(term)))


def tokens(text: str) -> Iterator[str]:
    """The tokens of a text, in the order in which they stand there."""
    for run in _RUN.finditer(_fold(text)):
        han, word = run.groups()
        if han:
            yield from _pairs(han)
            yield han[-1]
        else:
            yield _stem(word[:_LONGEST])


def seams(words: Sequence[str]) -> list[str]:
    """A token for each two neighbours that may be common, but seldom meet: `VPN连接`, or Chinese around a comma.

    Empty where they are of one run, or both Latin: there are too many of those, and they say little. None of them can
    be taken for a word, or for how one begins.
    """
    return [
        f"_{one}{other[0] if _is_han(other) else other}" if _is_seam(one, other) else ""
        for one, other in pairwise(words)
    ]


def _is_seam(one: str, other: str) -> bool:
    """Within a run of Chinese, pairs come before the last character, which stands alone."""
    return _is_han(other) if not _is_han(one) else len(one) == 1


def _is_han(word: str) -> bool:
    return _HAN.match(word) is not None


def phrases(question: str) -> list[Phrase]:
    """What a person asks for: every phrase must be found. The words between quotation marks follow one another."""
    found = []
    for term in _QUOTED.finditer(question):
        quoted, word = term.groups()
        phrase = _phrase(quoted or word, open_end=not quoted)
        if phrase:
            found.append(phrase)
    return found[:MOST_TERMS]


def looser(text: str, words: str) -> Iterator[str]:
    """The same question with its `words` less close together, for when nobody wrote them so, the likeliest first.

    Latin and Chinese apart (`ERP慢`), then the longest run of Chinese in two: `收不到邮件` finds 收不到客户的邮件.
    """
    terms = [word for quoted, word in _QUOTED.findall(words) if not quoted]
    for term in terms:
        text = text.replace(term, " ".join(run[0] for run in _RUN.finditer(term)) if _is_mixed(term) else term, 1)
    if any(map(_is_mixed, terms)):
        yield text
    longest = max((han for term in terms for han, _word in _RUN.findall(term)), key=len, default="")
    for at in range(len(longest) - 2, max(1, len(longest) - 2 - _MOST_PARTINGS), -1):
        yield text.replace(longest, f"{longest[:at]} {longest[at:]}", 1)


_MOST_PARTINGS = 3


def _is_mixed(term: str) -> bool:
    """Whether Latin and Chinese are written as one."""
    return len({bool(han) for han, _word in _RUN.findall(term)}) > 1


def _phrase(term: str, *, open_end: bool) -> Phrase | None:
    runs = [run.groups() for run in _RUN.finditer(_fold(term))]
    if not runs:
        return None
    found: list[str] = []
    for han, word in runs[:-1]:
        found += [*_pairs(han), han[-1]] if han else [_stem(word[:_LONGEST])]
    han, word = runs[-1]
    if han:
        # How the run goes on in the text is open: its last character stands in a pair there, or alone.
        found += _pairs(han) or [han]
        return Phrase(tuple(found), prefix=len(han) == 1)
    found.append(_stem(word[:_LONGEST]))
    return Phrase(tuple(found), prefix=open_end and len(word) > 1)


def _pairs(han: str) -> list[str]:
    return [han[at : at + 2] for at in range(len(han) - 1)]


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(simplified())


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word)) if word.isascii() and word.isalpha() else word


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")
