"""Which letters count as the same: capital and small, wide and narrow, Traditional and simplified."""

import re
from collections import defaultdict
from functools import cache
from typing import Any

from opencc import OpenCC

# Behind it stand no letters with a capital form.
_LAST_CASED = 0x1E944
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@cache
def simplified() -> dict[int, str]:
    """Traditional characters and their simplified form, for `str.translate`."""
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    # On a line of its own no character is taken for a part of a longer word.
    folded = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, folded, strict=True) if old != new}


def scripts(text: str) -> list[str]:
    """The text as it stands, in simplified and in Traditional characters, each way once."""
    return list(dict.fromkeys([text, text.translate(simplified()), _to_traditional().convert(text)]))


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


def pattern(text: str) -> str:
    """A regular expression for `text` whichever way its letters are written.

    It spells out every form of each letter, so that what it finds is the same in Python, in SQLite (which knows no
    capitals but A to Z) and in PostgreSQL (whose capitals depend on how the server was set up). What is no letter
    stands for itself. No character becomes two: "ß" is not found as "ss".
    """
    return "".join(_any_form_of(letter) for letter in text)


def _any_form_of(letter: str) -> str:
    forms = _forms().get(_plain(ord(letter)), "")
    return f"[{''.join(re.escape(form) for form in forms)}]" if len(forms) > 1 else re.escape(letter)


@cache
def _forms() -> dict[str, str]:
    """Every way to write a letter, by its plain form; letters that can be written in one way only are left out."""
    others: dict[str, list[str]] = defaultdict(list)
    for code in {*range(_LAST_CASED), *_WIDE}:
        plain = _plain(code)
        if plain != chr(code):
            others[plain].append(chr(code))
    return {plain: "".join(sorted({plain, *forms})) for plain, forms in others.items()}


def _plain(code: int) -> str:
    letter = chr(_WIDE.get(code, code))
    for form in (letter.casefold(), letter.lower()):
        if len(form) == 1:
            letter = form
            break
    found: Any = simplified().get(ord(letter), letter)
    return str(found)
