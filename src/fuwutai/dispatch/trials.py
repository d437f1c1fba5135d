"""What a trial compares: rules as plain lines, and sums of where they send tickets."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from django.db.models import Case, IntegerField, Value, When

from fuwutai.dispatch.models import DispatchRule
from fuwutai.rules import conditions
from fuwutai.tickets.conditions import TICKETS


@dataclass(frozen=True)
class Line:
    """A rule as far as it says where a ticket goes."""

    team: int
    conditions: str
    rule: int | None = None


@dataclass
class Flow:
    """The tickets that went one way by the rules as they are and another by those tried.

    `returned` of them came back at least once; `solved` by the group to which the tried rules send them at once.
    """

    tickets: int = 0
    returned: int = 0
    solved: int = 0


@dataclass
class Sums:
    """Over all tickets that were looked at. Hits are solved tickets that the rules send to the group that solved them.

    Flows are by the ids of both groups, 0 for the pool.
    """

    same: int = 0
    solved: int = 0
    present_hits: int = 0
    tried_hits: int = 0
    flows: dict[tuple[int, int], Flow] = field(default_factory=dict)

    def flow(self, present: int, tried: int) -> Flow:
        return self.flows.setdefault((present, tried), Flow())

    def to_json(self) -> str:
        flows = [[*pair, *asdict(flow).values()] for pair, flow in sorted(self.flows.items())]
        return orjson.dumps({**asdict(self), "flows": flows}).decode()


def sums(kept: Mapping[str, Any]) -> Sums:
    """The sums that were kept as JSON."""
    if not kept:
        return Sums()
    flows = {(present, tried): Flow(*numbers) for present, tried, *numbers in kept["flows"]}
    return Sums(**{**kept, "flows": flows})


def lines_of(rules: Iterable[DispatchRule]) -> list[Line]:
    return [Line(rule.team_id, rule.conditions_json, rule.pk) for rule in rules]


def with_change(rules: Sequence[DispatchRule], changed: DispatchRule) -> list[Line]:
    """The rules with one of them as somebody has changed it, or with one more."""
    others = [rule for rule in rules if rule.pk != changed.pk]
    ordered = sorted([*others, changed], key=lambda rule: (rule.position, rule.pk or 2**62))
    return lines_of(ordered)


def to_json(lines: Sequence[Line]) -> str:
    return orjson.dumps([asdict(line) for line in lines]).decode()


def from_json(text: str) -> list[Line]:
    return [Line(**line) for line in orjson.loads(text)]


def first_that_holds(lines: Sequence[Line]) -> Case:
    """The number of the first line whose conditions hold, -1 for none: one expression for the database."""
    whens: list[When] = []
    for number, line in enumerate(lines):
        holds = conditions.stored(line.conditions, TICKETS).to_q()
        # An empty condition is none to the database; what is always true ends the list.
        if not holds:
            return Case(*whens, default=Value(number), output_field=IntegerField())
        whens.append(When(holds, then=Value(number)))
    return Case(*whens, default=Value(-1), output_field=IntegerField())


def labels(lines: Sequence[Line], keys: Container[str]) -> list[str]:
    """The labels of those of the fields `keys` that the lines look at."""
    found = [rule.field for line in lines for rule in conditions.stored(line.conditions, TICKETS).rules]
    return list(dict.fromkeys(str(field.label) for field in found if field.key in keys))
