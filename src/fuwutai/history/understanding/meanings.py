"""What the words of a source mean here."""

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from fuwutai.history.mapping import words
from fuwutai.history.mapping.language import ActivityValue, Ticket, Unknown, _Value
from fuwutai.history.mapping.words import Vocabulary
from fuwutai.history.reasons import Doubt

# `3 - Moderate`, `P3`, `Priority 3`: the number that stands alone.
_NUMBER = re.compile(r"(?:^|[^0-9A-Za-z]|[Pp]|[Ss]ev(?:erity)?\s*)([1-5])(?![0-9])")

VOCABULARIES: Mapping[str, Vocabulary] = {
    "state": words.STATES, "kind": words.KINDS, "channel": words.CHANNELS, "priority": words.LEVELS,
    "impact": words.DEGREES, "urgency": words.DEGREES, "grade": words.GRADES, "made_sla": words.FLAGS,
}  # fmt: skip
_NUMBERED = {"priority", "impact", "urgency"}

Meaning = Callable[[str], Any]


def meanings(ticket: Ticket) -> dict[str, Meaning]:
    """For each choice that is mapped, a function from a word of the source to what it means; it raises Doubt."""
    found = {}
    for name, vocabulary in VOCABULARIES.items():
        value: _Value | None = getattr(ticket, name)
        if value is not None:
            found[name] = _meaning(name, value, vocabulary)
    return found


def actions(activity: ActivityValue) -> Callable[[str], tuple[str, Any]]:
    """From the name of an activity to the action it stands for and the state it leaves; unknown ones are notes."""
    find = _finder(activity)

    @lru_cache(maxsize=5000)
    def act(text: str) -> tuple[str, Any]:
        word = find(text) or (text.casefold() if words.ACTIONS(text) is not None else "") or activity.default
        if not word:
            if activity.unknown == Unknown.REFUSE:
                raise Doubt("unknown_value", text, "activity")
            word = "note"
        return word.split()[0] if word.startswith("wait ") else word, words.ACTIONS(word)

    return act


def _meaning(name: str, value: _Value, vocabulary: Vocabulary) -> Meaning:
    find = _finder(value)
    otherwise = vocabulary(value.constant or value.default) if value.constant or value.default else None

    @lru_cache(maxsize=5000)
    def mean(text: str) -> Any:
        if not text or value.constant:
            return otherwise
        found = vocabulary(find(text) or text)
        if found is None and name in _NUMBERED:
            number = _NUMBER.search(text)
            found = vocabulary(number.group(1)) if number else None
        if found is None:
            if value.unknown == Unknown.DEFAULT or (value.unknown is None and value.default and name != "state"):
                return otherwise
            raise Doubt("unknown_value", text, name)
        return found

    return mean


def _finder(value: _Value) -> Callable[[str], str]:
    """What the mapping says for a word: exactly, or by the first pattern with `*` that fits. Case does not matter."""
    exact = {word.casefold(): meaning for word, meaning in value.values.items()}
    patterns = [(word, meaning) for word, meaning in exact.items() if "*" in word]

    def find(text: str) -> str:
        folded = text.casefold()
        if folded in exact:
            return exact[folded]
        return next((meaning for pattern, meaning in patterns if fnmatchcase(folded, pattern)), "")

    return find
