"""Where a case stands: what its newest row said, kept between two imports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fuwutai.tickets.choices import State

_MOMENTS = ("opened_at", "at", "accepted_at", "resolved_at", "closed_at")


@dataclass
class Standing:
    """`said` holds the words of the source by field, `attributes` what no field reads; the rest is ours."""

    said: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    state: State = State.NEW
    wait_for: str = ""
    wait_note: str = ""
    opened_at: datetime | None = None
    at: datetime | None = None
    accepted_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    assignments: int = 0
    reassignments: int = 0
    returns: int = 0
    reopenings: int = 0
    made_sla: bool | None = None

    def as_json(self) -> dict[str, Any]:
        found = dict(self.__dict__)
        found |= {name: moment.isoformat() if moment else None for name in _MOMENTS if (moment := found[name]) or True}
        return found

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Standing":
        found = dict(kept)
        found |= {name: datetime.fromisoformat(found[name]) if found.get(name) else None for name in _MOMENTS}
        return cls(**{**found, "state": State(found["state"])})
