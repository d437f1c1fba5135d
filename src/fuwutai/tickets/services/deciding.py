"""What was decided by rules, kept so that everybody can ask why (architecture, idea 4).

A decision is an entry of the timeline. It names the rule as it was called then, what it looked at and what lost, as
codes and names from which pages make sentences in the reader's language.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fuwutai.core import rows
from fuwutai.core.names import Named
from fuwutai.people.permissions import SYSTEM
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.change import Change, plain
from fuwutai.timeline import services as timeline
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import TIMELINE_FIELDS, Entry

VERB = "decide"


@dataclass(frozen=True)
class Because:
    """What decided. `key` is a sort of rule (see `tickets.causes`), `record` the rule itself where there is one."""

    key: str
    record: Named | None = None

    def told(self) -> dict[str, Any]:
        return {"key": self.key} | ({"record": plain(self.record)} if self.record else {})


@dataclass(frozen=True)
class Lost:
    """What would have held if something stronger had not."""

    value: Any
    because: Because


@dataclass(frozen=True)
class Decision:
    """What rules decided about one field. `value` and `before` may be records; `inputs` are what was read."""

    field: str
    value: Any
    because: Because
    before: Any = None
    inputs: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    # Further rules that lead to the same.
    also: Sequence[Because] = ()
    lost: Sequence[Lost] = ()


def draft(decision: Decision, *, at: datetime | None = None) -> timeline.Draft:
    """The entry of a decision."""
    details: dict[str, Any] = {
        "field": decision.field,
        "value": plain(decision.value),
        "before": plain(decision.before),
        "because": decision.because.told(),
        "inputs": {name: plain(value) for name, value in decision.inputs.items()},
        "also": [because.told() for because in decision.also],
        "lost": [{"value": plain(lost.value), "because": lost.because.told()} for lost in decision.lost],
    }
    return timeline.Draft(kind=EntryKind.DECISION, verb=VERB, at=at, details=details)


def record(place: Change | Ticket, *decisions: Decision) -> list[Entry]:
    """Write decisions down as made by the system; the ticket's row is held.

    During a verb they follow its entry, and nothing is returned yet. Otherwise they are written at once.
    """
    if isinstance(place, Change):
        place.decisions += [draft(decision, at=place.at) for decision in decisions]
        return []
    entries = write(place, *decisions)
    if entries:
        rows.save(place, TIMELINE_FIELDS)
    return entries


def write(ticket: Ticket, *decisions: Decision, at: datetime | None = None) -> list[Entry]:
    """The same for whoever saves the ticket's TIMELINE_FIELDS."""
    return timeline.write(ticket, *[draft(decision, at=at) for decision in decisions], actor=SYSTEM)
