"""What the page of a trial shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from fuwutai.dispatch import permissions, trials
from fuwutai.dispatch.models import Difference, Trial
from fuwutai.dispatch.trials import Flow, Sums
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor

_MOST_TICKETS = 200
# What a ticket that is over shows otherwise than when it came.
_OVER = {"state", "team", "assignee", "owner", "line", "unanswered", "wait_for", "returns", "reopenings"}


@dataclass(frozen=True)
class Way:
    """From where to where so many would have gone; None is the pool."""

    present: Team | None
    tried: Team | None
    flow: Flow


@dataclass(frozen=True)
class TrialPage:
    sums: Sums
    ways: Sequence[Way]
    tickets: Sequence[Difference]
    has_more: bool
    # Labels of fields in the conditions that a ticket that is over shows otherwise than a new one.
    unsure: Sequence[str]

    @property
    def different(self) -> int:
        return sum(way.flow.tickets for way in self.ways)

    @property
    def returned(self) -> int:
        return sum(way.flow.returned for way in self.ways)


def trial_page(actor: Actor, trial: Trial) -> TrialPage:
    sums = trials.sums(trial.result)
    teams = Team.objects.in_bulk({key for pair in sums.flows for key in pair if key})
    ways = [Way(teams.get(present), teams.get(tried), flow) for (present, tried), flow in sums.flows.items()]
    rows = list(permissions.differences(actor, trial)[: _MOST_TICKETS + 1])
    return TrialPage(
        sums=sums,
        ways=sorted(ways, key=lambda way: -way.flow.tickets),
        tickets=rows[:_MOST_TICKETS],
        has_more=len(rows) > _MOST_TICKETS,
        unsure=trials.labels(trials.from_json(trial.tried_json), _OVER),
    )
