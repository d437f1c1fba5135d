"""A back-test as its page shows it: promises kept by group and priority, and the tickets that come out differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor
from fuwutai.rules.forms import of as catalogue
from fuwutai.service_levels import permissions, subjects
from fuwutai.service_levels.choices import AgreementKind, Kept, Metric
from fuwutai.service_levels.models import Difference, Proposal
from fuwutai.service_levels.subjects import Sort, Told

MOST_SHOWN = 200


@dataclass(frozen=True)
class Sum:
    """Promises of one sort in one group and priority: met and missed as it was, met and missed as proposed."""

    metric: Metric
    kind: AgreementKind
    team: int
    priority: int
    numbers: Sequence[int]
    name: str = ""


@dataclass(frozen=True)
class Line:
    """A promise that comes out differently, with its ticket."""

    ticket: Any
    difference: Difference

    @property
    def metric(self) -> Metric:
        return Metric(self.difference.metric)

    @property
    def kind(self) -> AgreementKind:
        return AgreementKind(self.difference.kind)

    @property
    def verdicts(self) -> Sequence[tuple[Kept, datetime | None]]:
        """As it was and as proposed, with when it was or would have been due."""
        one = self.difference
        return [(Kept(one.before), one.due_before), (Kept(one.after), one.due_after)]


@dataclass(frozen=True)
class Shown:
    proposal: Proposal
    sort: Sort
    told: Told
    sums: Sequence[Sum]
    lines: Sequence[Line]
    # How many differ in all, whether or not the reader may see them.
    differing: int
    visible: int

    @property
    def totals(self) -> Sequence[int]:
        return [sum(row.numbers[index] for row in self.sums) for index in range(4)]


def shown(actor: Actor, proposal: Proposal) -> Shown:
    sort = subjects.of(proposal.subject)
    visible = permissions.differences(actor, proposal)
    return Shown(
        proposal=proposal,
        sort=sort,
        told=sort.told(proposal),
        sums=sums(proposal.result),
        lines=lines(actor, list(visible[:MOST_SHOWN])),
        differing=proposal.result.get("differing", 0),
        visible=visible.count(),
    )


def sums(result: Mapping[str, Any]) -> list[Sum]:
    """The sums as the job keeps them: by `metric team priority [kind]`, with 0 for no group."""
    found = [_sum(key.split(), numbers) for key, numbers in result.get("groups", {}).items() if any(numbers)]
    teams = Team.objects.in_bulk({one.team for one in found})
    order = [*AgreementKind], [*Metric]
    named = [Sum(**{**vars(one), "name": str(teams.get(one.team, ""))}) for one in found]
    return sorted(named, key=lambda one: (order[0].index(one.kind), order[1].index(one.metric), one.name, one.priority))


def lines(actor: Actor, differences: Sequence[Difference]) -> list[Line]:
    found = catalogue("tickets").visible(actor).in_bulk({one.number for one in differences})
    return [Line(found[one.number], one) for one in differences if one.number in found]


def _sum(words: Sequence[str], numbers: Sequence[int]) -> Sum:
    metric, team, priority, *kind = words
    return Sum(Metric(metric), AgreementKind(kind[0] if kind else "sla"), int(team), int(priority), numbers)
