"""What people type into a search field: words, "phrases", -words and operators such as `from:王` or `组:网络`.

    来自:王 is:open -打印机 "paper jam" after:7d

Understanding never fails: whatever is no operator is a word. What an operator means is known to the app whose records
are asked for; this only finds its name and its value.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from fuwutai.core import texts
from fuwutai.core.letters import simplified

# More of them are no question.
MOST_ASKED = 20
_TERM = re.compile(
    r"(?P<minus>[-\uff0d](?=[^\s\-]))?(?:(?P<name>[^\W\d_]{1,20})[:\uff1a])?"
    r'(?:["“”](?P<quoted>[^"“”]*)["“”]?|(?P<plain>[^\s"“”]+))'
)
_SEVERAL = re.compile("[,\uff0c、]")


@dataclass(frozen=True)
class Asked:
    """An operator with its value. `typed` is how it was written."""

    operator: str
    value: str
    negated: bool
    typed: str

    @property
    def values(self) -> list[str]:
        """The value, or several of them that were given with commas between."""
        return [value for value in map(str.strip, _SEVERAL.split(self.value)) if value]


@dataclass(frozen=True)
class Question:
    """What was asked. `words` have to be found and `without` must not be; both still hold their quotation marks.

    `unknown` are names that look like operators and are none: they were taken as words.
    """

    asked: tuple[Asked, ...] = ()
    words: str = ""
    without: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.asked or self.words or self.without)


def parse(text: str, operators: Mapping[str, str]) -> Question:
    """The parts of a question. `operators` gives the name of each by all the ways in which it may be written."""
    asked: list[Asked] = []
    words: list[str] = []
    without: list[str] = []
    unknown: list[str] = []
    for term in _TERM.finditer(texts.storable(text)):
        name, value = term["name"] or "", (term["plain"] or term["quoted"] or "").strip()
        operator = operators.get(folded(name))
        if operator and len(asked) < MOST_ASKED:
            asked += [Asked(operator, value, bool(term["minus"]), term[0])] if value else []
        elif operator or _lacks_its_value(term[0], operators):
            continue
        else:
            if name and not value.startswith("/"):
                unknown.append(name)
            word = term[0].removeprefix(term["minus"] or "")
            (without if term["minus"] else words).append(word)
    return Question(tuple(asked), " ".join(words), tuple(without[:MOST_ASKED]), tuple(dict.fromkeys(unknown)))


def _lacks_its_value(text: str, operators: Mapping[str, str]) -> bool:
    """Whether it is the beginning of an operator that is still being typed."""
    return text[-1] in ":\uff1a" and folded(text[:-1]) in operators


def folded(name: str) -> str:
    """How names and values are compared: without regard to capitals, width, and Traditional or Simplified."""
    return unicodedata.normalize("NFKC", name).casefold().translate(simplified())
