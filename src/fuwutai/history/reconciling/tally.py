"""The numbers that are compared."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

# What tickets are counted by; `words` are the last words of the source for state, priority and channel.
DIMENSIONS = ("state", "priority", "channel", "kind", "group", "made_sla")
WORDS = ("state", "priority", "channel")
# The source gives no priority: it follows from our table, which is not compared.
NOT_SAID = "-"


@dataclass
class Tally:
    cases: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})
    words: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in WORDS})
    reassigned: int = 0
    reassignments: int = 0
    most_reassignments: int = 0
    reopened: int = 0
    reopenings: int = 0

    def count(self, values: dict[str, Any], *, reassignments: int, reopenings: int) -> None:
        """Add one case. A value that is None says nothing."""
        self.cases += 1
        for name, value in values.items():
            if value is not None:
                self.by[name][str(value)] += 1
        self.reassigned += reassignments > 0
        self.reassignments += reassignments
        self.most_reassignments = max(self.most_reassignments, reassignments)
        self.reopened += reopenings > 0
        self.reopenings += reopenings


NUMBERS = ("cases", "reassigned", "reassignments", "most_reassignments", "reopened", "reopenings")
