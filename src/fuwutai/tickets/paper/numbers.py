"""Numbers of paper forms: printed on each, typed in again later, so a slip of the pen has to show.

`F261122-7K3QW`: the day of printing, four random characters, and a check character. It is a weighted sum modulo 31,
which finds every single wrong character and every swap of two neighbours.
"""

import secrets
from datetime import date

# 31 characters, a prime; without those that look alike in handwriting.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXZ"
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "Y": "V"})
_RANDOM = 4
_LENGTH = 6 + _RANDOM + 1


def new(day: date) -> str:
    """A number that no other form has, as good as certain: two forms of one day share it once in a million pairs."""
    body = f"{day:%y%m%d}" + "".join(secrets.choice(_ALPHABET) for _place in range(_RANDOM))
    return _written(body + _check(body))


def read(text: str) -> str:
    """The number as it is printed, from however it was typed; empty when it can't be one."""
    typed = "".join(letter for letter in text.strip().upper().removeprefix("F") if letter.isalnum()).translate(
        _LOOKS_LIKE
    )
    if len(typed) != _LENGTH or not set(typed) <= set(_ALPHABET) or _check(typed[:-1]) != typed[-1]:
        return ""
    return _written(typed)


def _written(typed: str) -> str:
    return f"F{typed[:6]}-{typed[6:]}"


def _check(body: str) -> str:
    return _ALPHABET[sum(place * _ALPHABET.index(letter) for place, letter in enumerate(body, start=1)) % 31]
