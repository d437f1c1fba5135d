"""When people work: hours of each weekday, and the days that are different. A value without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import orjson

DAY = 86_400
# Start and end in seconds of the local wall day. Breaks are gaps; what goes through midnight is two spans.
Span = tuple[int, int]
Spans = tuple[Span, ...]


class Overlap(ValueError):
    """Two spans of one day overlap; `first` and `second` are these, in their order."""

    def __init__(self, first: Span, second: Span) -> None:
        super().__init__(f"{first} and {second} overlap.")
        self.first, self.second = first, second


@dataclass(frozen=True)
class Plan:
    """What is worked in a zone (IANA). A day of `days` goes before a `yearly` one (month, day), that before the week.

    Plans in which the same seconds are worked are equal and have the same digest: spans that touch become one, days
    that only repeat what holds anyway are left out. Raises ValueError for spans that end before they begin, leave the
    day or overlap (`Overlap`).
    """

    zone: str
    week: tuple[Spans, ...]
    days: Mapping[date, Spans] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], Spans] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("A week has seven days.")
        self._settle("week", tuple(tidy(spans) for spans in self.week))
        self._settle("yearly", MappingProxyType({key: tidy(spans) for key, spans in sorted(self.yearly.items())}))
        tidied = ((day, tidy(spans)) for day, spans in sorted(self.days.items()))
        self._settle("days", MappingProxyType({day: spans for day, spans in tidied if spans != self._usually(day)}))

    def worked_on(self, day: date) -> Spans:
        """The spans of a local day, in their order."""
        found = self.days.get(day)
        return self._usually(day) if found is None else found

    @property
    def is_empty(self) -> bool:
        """Whether there is no hour in it at all."""
        return not (any(self.week) or any(self.yearly.values()) or any(self.days.values()))

    @property
    def digest(self) -> str:
        return sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        content = {
            "zone": self.zone,
            "week": self.week,
            "days": {day.isoformat(): spans for day, spans in self.days.items()},
            "yearly": {f"{month:02}-{day:02}": spans for (month, day), spans in self.yearly.items()},
        }
        return orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """The plan that `to_json` wrote."""
        content = orjson.loads(text)
        return cls(
            zone=content["zone"],
            week=tuple(read_spans(spans) for spans in content["week"]),
            days={date.fromisoformat(day): read_spans(spans) for day, spans in content["days"].items()},
            yearly={(int(key[:2]), int(key[3:])): read_spans(spans) for key, spans in content["yearly"].items()},
        )

    def _usually(self, day: date) -> Spans:
        found = self.yearly.get((day.month, day.day))
        return self.week[day.weekday()] if found is None else found

    def _settle(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)


def tidy(spans: Iterable[Span]) -> Spans:
    """The spans in their order, those that touch made one. Raises ValueError, or `Overlap`."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= DAY:
            raise ValueError(f"From {start} to {end} is no part of a day.")
        if found and start < found[-1][1]:
            raise Overlap(found[-1], (start, end))
        if found and start == found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def read_spans(spans: Any) -> Spans:
    """The spans of one day as JSON keeps them."""
    return tuple((int(start), int(end)) for start, end in spans)
