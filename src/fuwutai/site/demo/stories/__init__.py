"""What goes wrong in the demo company, how people put it, and how it is solved. The texts are the TOML files here."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

Way = Literal["desk", "group", "onsite", "third", "tasks", "complaint"]
_FOLDER = Path(__file__).parent
_LANGUAGES = {"hongkong": "zh-hant", "australia": "en"}


@dataclass(frozen=True)
class Story:
    """A pattern that repeats with other people, places and systems.

    `path` is who solves it. What stands at the same place in `titles`, `texts`, `solutions` and `reports` belongs
    together; a shorter list starts anew. So do `notes` if there are as many as solutions, otherwise all are written.
    `{words}` in texts are filled from `slots` and from the common ones. `at` and `from` narrow it to organisations and
    departments; `hours` `any` lets it happen at night.
    """

    key: str
    category: str
    path: Way
    titles: list[str]
    texts: list[str]
    solutions: list[str]
    language: str = "zh-hans"
    kind: str = "incident"
    weight: int = 1
    impact: int = 3
    urgency: int = 2
    code: str = "fixed"
    service: str = ""
    team: str = ""
    ask: str = ""
    answer: str = ""
    notes: list[str] = field(default_factory=list)
    wrong_team: str = ""
    wrong_note: str = ""
    still: str = ""
    again: str = ""
    reports: list[str] = field(default_factory=list)
    third: str = ""
    handover: str = ""
    waits: str = ""
    tasks: list[list[str]] = field(default_factory=list)
    slots: dict[str, list[str]] = field(default_factory=dict)
    at: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    hours: str = "day"
    picture: list[str] = field(default_factory=list)

    @property
    def happens_at_night(self) -> bool:
        return self.hours == "any"


@dataclass(frozen=True)
class Outage:
    """One fault that many report. `day` counts back in working days; 0 is the one that is still going on."""

    key: str
    category: str
    team: str
    day: int
    at: int
    minutes: int
    reports: int
    title: str
    service: str
    text: str
    reason: str
    symptoms: list[str]
    notes: list[str]
    solution: str
    where: str = ""
    departments: list[str] = field(default_factory=list)


@cache
def stories() -> tuple[Story, ...]:
    return tuple(
        Story(language=_LANGUAGES.get(name, "zh-hans"), **_renamed(entry))
        for name in ("workplace", "network", "office", "business", "hongkong", "australia")
        for entry in _read(name)["story"]
    )


@cache
def outages() -> tuple[Outage, ...]:
    return tuple(Outage(**_renamed(entry)) for entry in _read("outages")["outage"])


@cache
def crowd() -> Story:
    """What several people report within an hour."""
    [entry] = _read("crowd")["story"]
    return Story(**entry)


@cache
def phrases(language: str) -> dict[str, Any]:
    """What people say in any story, in one language: a sentence or several to choose from."""
    found: dict[str, Any] = _read("phrases")[language]
    return found


def story(key: str) -> Story:
    return next(found for found in stories() if found.key == key)


def texts_of(entry: Story) -> Iterator[str]:
    """Every text of a story that may hold `{words}`."""
    yield from (entry.service, entry.ask, entry.answer, entry.wrong_note, entry.still, entry.again, entry.handover)
    yield from (entry.waits, *entry.titles, *entry.texts, *entry.solutions, *entry.notes, *entry.reports)
    for task in entry.tasks:
        yield from task[1:]


def _read(name: str) -> dict[str, Any]:
    with (_FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _renamed(entry: dict[str, Any]) -> dict[str, Any]:
    """`from` is a word of Python."""
    return {"departments" if key == "from" else key: value for key, value in entry.items()}
