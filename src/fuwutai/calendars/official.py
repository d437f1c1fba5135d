"""Official days off and make-up workdays (调休). They come from the `holidays` library and are updated with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import holidays

# Where the government decides each year which days are moved; elsewhere rules tell the days far ahead.
_DECIDED_YEARLY = frozenset({"CN"})
_MOVED = 4  # month, day, and the month and day that is worked in its stead


@dataclass(frozen=True)
class OfficialDay:
    """A day off, or a make-up workday, which is worked like the weekday that it makes up for."""

    name: str
    works_like: int | None = None


def subdivisions(country: str) -> tuple[str, ...]:
    """The codes of the parts of a country that have days of their own."""
    return tuple(holidays.country_holidays(country).subdivisions) if country else ()


def decided_until(country: str) -> int | None:
    """The last year whose days the library knows as they were decided; None where no year needs a decision."""
    if country not in _DECIDED_YEARLY:
        return None
    return max(_moves(country), default=0)


@lru_cache(maxsize=256)
def days(country: str, subdivision: str, years: range, language: str = "") -> Mapping[date, OfficialDay]:
    """The official days of these years. `language` is how they are called: zh-hans, zh-hant, en or as over there."""
    if not country:
        return {}
    known = _library(country, subdivision, years, language)
    found = {day: OfficialDay(name) for day, name in known.items() if day.year in years}
    stands_for = _made_up(country, years)
    for day in known.weekend_workdays:
        if day.year in years:
            found[day] = OfficialDay("", works_like=stands_for.get(day, 0))
    return dict(sorted(found.items()))


_LANGUAGES = {"zh-hans": "zh_CN", "zh-hant": "zh_TW", "en": "en_US"}


def _library(country: str, subdivision: str, years: Iterable[int], language: str) -> holidays.HolidayBase:
    spoken = _LANGUAGES.get(language, "")
    wanted = spoken if spoken in holidays.country_holidays(country).supported_languages else None
    return holidays.country_holidays(country, subdiv=subdivision or None, years=years, language=wanted)


def _made_up(country: str, years: Iterable[int]) -> dict[date, int]:
    """Each make-up workday with the weekday that is free in its stead."""
    moves = _moves(country)
    return {
        date(move[4] if len(move) > _MOVED else year, move[2], move[3]): date(year, move[0], move[1]).weekday()
        for year in years
        for move in moves.get(year, ())
    }


@lru_cache(maxsize=64)
def _moves(country: str) -> Mapping[int, Any]:
    """By year, which day is free and which is worked in its stead, as the library lists them."""
    listed = getattr(holidays.country_holidays(country), "special_public_holidays", None) or {}
    return {
        year: moves
        for year, entries in listed.items()
        if (moves := [entry for entry in entries if isinstance(entry, tuple) and _is_move(entry)])
    }


def _is_move(entry: tuple[Any, ...]) -> bool:
    return len(entry) >= _MOVED and all(isinstance(part, int) for part in entry)
