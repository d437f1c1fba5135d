"""Names that were heard, half remembered or mistyped: pinyin and its initials, the same sound, one letter wrong."""

from collections.abc import Sequence
from functools import lru_cache

from fuwutai.search.language import folded

_SHORTEST_LATIN = 4
_SHORTEST_HAN = 3


def resembles(typed: str, name: str) -> bool:
    """Whether somebody who typed this may have meant the name."""
    typed, name = _folded(typed), _folded(name)
    if typed.isascii():
        plain = _joined(typed)
        if not name.isascii():
            return plain.isalpha() and (is_read_as(plain, name) or is_nearly_read_as(plain, name))
        return len(plain) >= _SHORTEST_LATIN and any(is_nearly(plain, part) for part in (_joined(name), *name.split()))
    if sounds_like(typed, name):
        return True
    return len(typed) >= _SHORTEST_HAN and is_nearly(typed, name)


def is_read_as(letters: str, name: str) -> bool:
    """Whether a name is spelled so: `wangli`, `wangl`, `wli` or `wl` for 王立, and the beginning of any of them."""
    if not letters:
        return True
    if not name:
        return False
    for reading in readings(name[0]):
        if reading.startswith(letters):
            return True
        initials = {reading, reading[0], reading[:2] if reading[1:2] == "h" else reading[0]}
        if any(letters.startswith(part) and is_read_as(letters[len(part) :], name[1:]) for part in initials):
            return True
    return False


def is_called(typed: str, label: str) -> bool:
    """Whether a line of a menu is meant: what was typed stands in it, or it is read so in pinyin."""
    words, called = folded(typed), folded(label)
    if not words or words in called:
        return bool(words)
    return words.isascii() and words.isalpha() and not called.isascii() and is_read_as(words, called)


def is_nearly_read_as(letters: str, name: str) -> bool:
    """Whether one letter is wrong in the full pinyin of a name: `wnagli` for 王立."""
    return len(letters) > _SHORTEST_LATIN and is_nearly(letters, _spelt(name))


def sounds_like(typed: str, name: str) -> bool:
    """Whether both are the same when spoken, tones aside: 王丽 and 王莉."""
    return len(typed) == len(name) and all(
        one == other or set(readings(one)) & set(readings(other)) for one, other in zip(typed, name, strict=True)
    )


def is_nearly(one: str, other: str) -> bool:
    """Whether one letter is missing, too many or wrong, or two neighbours are swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or (len(left) > 1 and swapped)


# Names come again with every question.
_folded = lru_cache(maxsize=50_000)(folded)


@lru_cache(maxsize=50_000)
def _joined(words: str) -> str:
    """Latin names are written in one word or in several: `Zhang Wei`, `zhangwei`, `Xi'an`."""
    return words.translate(_BETWEEN)


_BETWEEN = str.maketrans("", "", " '-.")


@lru_cache(maxsize=50_000)
def _spelt(name: str) -> str:
    return "".join(readings(character)[0] for character in name)


@lru_cache(maxsize=1_000)
def spelling(words: str) -> Sequence[str]:
    """The syllables by which words are read, for a page that finds them by itself; nothing for what is no Chinese."""
    # Holds a dictionary, as below.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return () if words.isascii() else tuple(part.strip().casefold() for part in lazy_pinyin(words) if part.strip())


@lru_cache(maxsize=10_000)
def readings(character: str) -> Sequence[str]:
    """How a character is read, without tones; family names may be read otherwise than words."""
    # Read in by whoever first asks for it: it holds a dictionary.
    from pypinyin import Style, pinyin  # noqa: PLC0415

    return tuple(pinyin(character, style=Style.NORMAL, heteronym=True)[0]) if not character.isascii() else (character,)
