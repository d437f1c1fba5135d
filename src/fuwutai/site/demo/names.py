"""Names for the people of the demo company, put together from lists of our own, and how they are spelt in Latin."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class Name:
    """`written` as colleagues write it, `spelt` in Latin letters, `login` its short form for mail and sign-in."""

    written: str
    spelt: str
    login: str


def chinese(dice: Random) -> Iterator[Name]:
    """Names without end; some come twice."""
    while True:
        surnames = _words("chinese", "surnames")
        surname, spelt_surname = _apart(surnames[int(len(surnames) * dice.random() ** 1.4)])
        given, spelt_given = _apart(dice.choice(_words("chinese", "given")))
        joined = spelt_given.replace("'", "")
        spelt = f"{spelt_surname.capitalize()} {joined.capitalize()}"
        yield Name(written=surname + given, spelt=spelt, login=spelt_surname + joined)


def hong_kong(dice: Random) -> Iterator[Name]:
    while True:
        surname, spelt_surname = _apart(dice.choice(_words("hong_kong", "surnames")))
        given, spelt_given = _apart(dice.choice(_words("hong_kong", "given")))
        english = dice.choice(_words("hong_kong", "english"))
        spelt = f"{english} {spelt_surname} {spelt_given.replace(chr(39), ' ')}"
        yield Name(written=surname + given, spelt=spelt, login=f"{english}.{spelt_surname}".lower())


def australian(dice: Random) -> Iterator[Name]:
    while True:
        given, surname = (dice.choice(_words("australian", key)) for key in ("given", "surnames"))
        yield Name(written=f"{given} {surname}", spelt="", login=f"{given}.{surname}".lower())


class Register:
    """Gives out names so that no two persons have the same one, and no two the same login."""

    def __init__(self, dice: Random) -> None:
        self._sources = {"zh-hans": chinese(dice), "zh-hant": hong_kong(dice), "en": australian(dice)}
        self._taken: set[str] = set()
        self._logins: dict[str, int] = {}

    def next(self, language: str) -> Name:
        name = next(name for name in self._sources[language] if name.written not in self._taken)
        return self.take(name)

    def take(self, name: Name) -> Name:
        """Keep `name` for somebody; a login that is in use gets a number."""
        self._taken.add(name.written)
        self._logins[name.login] = count = self._logins.get(name.login, 0) + 1
        return name if count == 1 else Name(name.written, name.spelt, f"{name.login}{count}")


@cache
def _words(people: str, key: str) -> list[str]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        found: str = tomllib.load(file)[people][key]
    return found.split()


def _apart(entry: str) -> tuple[str, str]:
    """`王wang` as `王` and `wang`."""
    cut = next(index for index, letter in enumerate(entry) if letter.isascii())
    return entry[:cut], entry[cut:]
