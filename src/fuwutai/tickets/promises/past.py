"""What would have come of other agreements, hours, priorities or tolerable waits for the tickets of the last months.

Each promise is replayed from the timeline of its ticket, as things are and as they are proposed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.plan import Plan
from fuwutai.calendars.working import WorkingTime
from fuwutai.core import clock, rows
from fuwutai.service_levels import drafts, queries, replay
from fuwutai.service_levels.choices import AgreementKind, Kept, Metric, Reopening, Subject
from fuwutai.service_levels.ledger import Standing, WorkingTimeOf
from fuwutai.service_levels.models import Difference, Proposal
from fuwutai.service_levels.queries import Promise, Promises
from fuwutai.tickets.choices import Grade, Settled, State
from fuwutai.tickets.grading import tolerance
from fuwutai.tickets.models import Override, Ticket
from fuwutai.tickets.promises import choosing, lives

# A back-test looks at the newest of the tickets of its months.
MOST_TICKETS = 50_000
# A test that changes nearly everything keeps so many differences; the sums count them all.
MOST_KEPT = 10_000
# The version of a calendar that is only tried.
_TRIED = 0
_OF_A_GROUP = (Metric.RESPONSE, Metric.SOLUTION)

Cells = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class World:
    """What is promised and how it counts: as it is, or as somebody proposes it.

    `cells` are those of the priority table that become others.
    """

    promises: Promises
    working_time_of: WorkingTimeOf = calendars.working_time
    table: tolerance.Table | None = None
    cells: Cells = field(default_factory=dict)

    def seen(self, ticket: Ticket, *, by_hand: bool) -> Ticket:
        """The ticket as it would be. What a person or the class settles is not settled by the table."""
        priority = self.cells.get((ticket.impact, ticket.urgency))
        if priority is None or by_hand or ticket.grade == Grade.MAJOR:
            return ticket
        made = copy(ticket)
        made.priority = priority
        return made

    def promised(self, ticket: Ticket, life: replay.Life) -> Iterator[tuple["Course", replay.Rule]]:
        """All that is promised about a ticket, to the requester and by each group that had it."""
        ours = choosing.for_requester(ticket, self.promises)
        for metric in Metric if ours else ():
            yield from self._rule(ticket, ours, metric)
        for team in dict.fromkeys(stay.team for stay in life.stays):
            with_them = copy(ticket)
            with_them.team_id = team
            for promise in choosing.for_group(with_them, self.promises):
                for metric in _OF_A_GROUP:
                    yield from self._rule(with_them, promise, metric, team=team)

    def _rule(
        self, ticket: Ticket, promise: Promise | None, metric: Metric, *, team: int | None = None
    ) -> Iterator[tuple["Course", replay.Rule]]:
        terms = choosing.terms(ticket, promise, metric, table=self.table) if promise else None
        if terms and promise:
            agreement = promise.agreement
            rule = replay.Rule(metric, terms, agreement.pause_reasons, Reopening(agreement.reopening), team)
            yield Course(AgreementKind(agreement.kind), metric, team), rule


@dataclass(frozen=True)
class Course:
    """One promise of several about a ticket; `team` of those that a group has made."""

    kind: AgreementKind
    metric: Metric
    team: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a promise. `due_at` is that of its last clock."""

    verdict: Kept
    due_at: datetime | None = None


_NOTHING = Outcome(Kept.NONE)


def tickets(proposal: Proposal) -> QuerySet[Ticket]:
    since = proposal.asked_at - timedelta(days=30 * proposal.months)
    found = Ticket.objects.filter(reported_at__gte=since, reported_at__lte=proposal.asked_at)
    return found.exclude(state__in=[State.MERGED, State.CANCELLED])


def present() -> World:
    return World(queries.in_force())


def proposed(proposal: Proposal) -> World:
    return _WORLDS[Subject(proposal.subject)](proposal)


def weigh(batch: Sequence[Ticket], proposal: Proposal, sums: dict[str, Any]) -> None:
    """Add these tickets to the sums, and keep what comes out differently."""
    before, after, known = present(), proposed(proposal), lives.of(batch)
    moment, by_hand = clock.now().replace(microsecond=0), _settled_by_hand(batch)
    differing: list[Difference] = []
    for ticket in batch:
        life = known[ticket.pk]
        now = dict(before.promised(ticket, life))
        then = dict(after.promised(after.seen(ticket, by_hand=ticket.pk in by_hand), life))
        for course in dict.fromkeys([*now, *then]):
            was = outcome(life, now.get(course), before, until=moment)
            would = was if now.get(course) == then.get(course) else outcome(life, then.get(course), after, until=moment)
            _add(ticket, course, was, would, sums)
            if was.verdict != would.verdict:
                differing.append(_difference(proposal, ticket, course, was, would))
    kept = sums.get("differing", 0)
    rows.insert(differing[: max(0, MOST_KEPT - kept)])
    sums["differing"] = kept + len(differing)


def standings(life: replay.Life, rule: replay.Rule, world: World, *, until: datetime) -> list[Standing]:
    """What the clocks of a promise would show."""
    return replay.replay(life, rule, world.working_time_of, until=until)


def outcome(life: replay.Life, rule: replay.Rule | None, world: World, *, until: datetime) -> Outcome:
    found = standings(life, rule, world, until=until) if rule else []
    if not found:
        return _NOTHING
    missed = replay.missed(found)
    verdict = Kept.OPEN if missed is None else Kept.MISSED if missed else Kept.MET
    return Outcome(verdict, found[-1].due_at)


def _settled_by_hand(batch: Sequence[Ticket]) -> set[int]:
    """The tickets whose priority somebody settled."""
    found = Override.objects.filter(ticket__in=batch, field=Settled.PRIORITY, lifted_at=None)
    return set(found.values_list("ticket", flat=True))


def _add(ticket: Ticket, course: Course, was: Outcome, would: Outcome, sums: dict[str, Any]) -> None:
    team = (course.team if course.team is not None else ticket.team_id) or 0
    row = sums.setdefault("groups", {}).setdefault(key(course, team, ticket.priority), [0, 0, 0, 0])
    for index, (verdict, wanted) in enumerate(
        (each.verdict, wanted) for each in (was, would) for wanted in (Kept.MET, Kept.MISSED)
    ):
        row[index] += verdict == wanted


def key(course: Course, team: int, priority: int) -> str:
    """How the sums of a promise, a group and a priority are called; those of groups name what kind it is, too."""
    of_a_group = [] if course.kind == AgreementKind.SLA else [str(course.kind)]
    return " ".join([str(course.metric), str(team), str(priority), *of_a_group])


def _difference(proposal: Proposal, ticket: Ticket, course: Course, was: Outcome, would: Outcome) -> Difference:
    return Difference(
        proposal=proposal, number=ticket.pk, kind=course.kind, metric=course.metric,
        team_id=course.team if course.team is not None else ticket.team_id, priority=ticket.priority,
        before=was.verdict, after=would.verdict, due_before=was.due_at, due_after=would.due_at,
    )  # fmt: skip


# What is proposed.


def _other_agreements(proposal: Proposal) -> World:
    return World(drafts.promises(proposal))


def _other_hours(proposal: Proposal) -> World:
    [(calendar, plan)] = proposal.tried.items()
    tried = _working_time(plan)
    return World(
        _counted_by(queries.in_force(), int(calendar)),
        lambda version: tried if version == _TRIED else calendars.working_time(version),
    )


def _other_priorities(proposal: Proposal) -> World:
    return World(queries.in_force(), cells=_cells(proposal.tried))


def _other_tolerance(proposal: Proposal) -> World:
    return World(queries.in_force(), table={**tolerance.table(), **_cells(proposal.tried)})


def _cells(kept: Mapping[str, int]) -> dict[tuple[int, int], int]:
    return {(int(row), int(column)): value for (row, column), value in ((key.split("."), kept[key]) for key in kept)}


@lru_cache(maxsize=4)
def _working_time(plan: str) -> WorkingTime:
    return WorkingTime(Plan.from_json(plan))


def _counted_by(promises: Promises, calendar: int) -> Promises:
    """The promises, those of this calendar by the hours that are tried."""

    def moved(one: Promise) -> Promise:
        return replace(one, version=_TRIED) if one.agreement.calendar_id == calendar else one

    return replace(
        promises,
        by_kind={kind: [moved(one) for one in several] for kind, several in promises.by_kind.items()},
        by_agreement={key: moved(one) for key, one in promises.by_agreement.items()},
    )


_WORLDS: Mapping[Subject, Callable[[Proposal], World]] = {
    Subject.AGREEMENTS: _other_agreements,
    Subject.CALENDAR: _other_hours,
    Subject.PRIORITIES: _other_priorities,
    Subject.TOLERANCE: _other_tolerance,
}
