"""Reading what is agreed, and what clocks show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.working import NeverOpen
from fuwutai.core import clock, rows
from fuwutai.core.prepared import Given, Prepared
from fuwutai.service_levels import forecasts, ledger
from fuwutai.service_levels.choices import OPEN, AgreementKind, ClockState, Metric
from fuwutai.service_levels.forecasts import Outlook, Outlooks
from fuwutai.service_levels.ledger import Event, Standing, Terms
from fuwutai.service_levels.models import Agreement, Clock, ClockEvent, Forecast, Step, Target


@dataclass(frozen=True)
class Promise:
    """An agreement that is in use, with the calendar version that counts for it today."""

    agreement: Agreement
    version: int
    targets: Mapping[tuple[str, int], int]
    steps: Sequence[Step] = ()

    def terms(self, metric: Metric, priority: int) -> Terms | None:
        """What it promises, or None where it promises nothing of the kind."""
        minutes = self.targets.get((metric, priority))
        return Terms(minutes * 60, self.version, self.agreement.pk) if minutes else None


@dataclass(frozen=True)
class Promises:
    """All agreements that are in use, those of each kind in their order, and how such promises were kept of late."""

    stamp: str
    by_kind: Mapping[str, Sequence[Promise]]
    by_agreement: Mapping[int, Promise]
    outlooks: Outlooks = field(default_factory=dict)

    @property
    def any_update(self) -> bool:
        return any(metric == Metric.UPDATE for one in self.by_agreement.values() for metric, _level in one.targets)


def in_force() -> Promises:
    """The agreements in use. They are read once in each process and edition; asking costs a look at the stamp."""
    global _known
    found = rows.read("SELECT stamp FROM service_levels_edition WHERE id = 1")
    stamp = str(found[0][0]) if found else ""
    if _known is None or _known.stamp != stamp:
        _known = _read(stamp)
    return _known


def last_read() -> Promises:
    """The agreements as this process read them last, without a look at the stamp: for what may be a little older."""
    return _known or in_force()


_known: Promises | None = None


def _read(stamp: str) -> Promises:
    targets: dict[int, dict[tuple[str, int], int]] = {}
    for key, metric, priority, minutes in Target.objects.values_list("agreement", "metric", "priority", "minutes"):
        targets.setdefault(key, {})[metric, priority] = minutes
    steps: dict[int | None, list[Step]] = {}
    for step in Step.objects.filter(plan__active=True):
        steps.setdefault(step.plan_id, []).append(step)
    by_kind: dict[str, list[Promise]] = {kind: [] for kind in AgreementKind.values}
    for one in Agreement.objects.filter(active=True).order_by("position", "id"):
        version = calendars.current(one.calendar_id).pk
        by_kind[one.kind].append(Promise(one, version, targets.get(one.pk, {}), steps.get(one.plan_id, ())))
    every = {promise.agreement.pk: promise for several in by_kind.values() for promise in several}
    return Promises(stamp=stamp, by_kind=by_kind, by_agreement=every, outlooks=_outlooks())


def _outlooks() -> Outlooks:
    found = Forecast.objects.values_list("metric", "team", "priority", "share", "similar", "late")
    return {
        (metric, team, priority): None if share is None else Outlook(share, similar, late)
        for metric, team, priority, share, similar, late in found
    }


def outlook(promises: Promises, one: Clock, *, team: int | None, priority: int) -> Outlook | None:
    """When a promise to a requester is likely to be broken, by others like it; None where that can't be told."""
    if one.kind != AgreementKind.SLA:
        return None
    return forecasts.of(promises.outlooks, (one.metric, team, priority))


def steps_of(agreement: int) -> Sequence[Step]:
    """How clocks of an agreement are escalated; not at all when it is out of use."""
    promise = in_force().by_agreement.get(agreement)
    return promise.steps if promise else ()


def clocks_of(number: int) -> list[Clock]:
    """The clocks of a record, in the order in which they began."""
    return _CLOCKS(number=number)


def promised_to_requester(number: int) -> list[Clock]:
    """The clocks of a ticket that its requester was promised, not those between groups or with suppliers."""
    return [one for one in clocks_of(number) if one.kind == AgreementKind.SLA]


def lines_of(number: int) -> dict[int, list[ClockEvent]]:
    """The ledgers of all clocks of a record, by clock."""
    found: dict[int, list[ClockEvent]] = {}
    for line in _LINES(number=number):
        found.setdefault(line.clock_id, []).append(line)
    return found


_RELATED = ("agreement", "team", "version__calendar")
_CLOCKS = Prepared(lambda: Clock.objects.select_related(*_RELATED).filter(number=Given("number")).order_by("id"))
_LINES = Prepared(lambda: ClockEvent.objects.filter(clock__number=Given("number")).order_by("clock", "seq"))


def event(line: ClockEvent) -> Event:
    """A line of a ledger as `ledger` reads it."""
    terms = None
    if line.target_s is not None and line.version_id is not None and line.agreement_id is not None:
        terms = Terms(line.target_s, line.version_id, line.agreement_id)
    return Event(line.seq, line.at, line.kind, terms, line.pause, line.reason, line.voids)  # type: ignore[arg-type]


def in_order(lines: Sequence[ClockEvent]) -> list[Event]:
    """The lines that were not struck out, in the order in which they happened."""
    return ledger.in_force(map(event, lines))


def standing(lines: Sequence[ClockEvent], *, until: datetime | None = None) -> Standing:
    """What a clock shows now, or at `until`, by its ledger."""
    return ledger.derive(map(event, lines), calendars.working_time, until=until or clock.now().replace(microsecond=0))


def minutes(found: Standing) -> Sequence[ledger.Stretch]:
    """Each minute of a clock, explained."""
    return list(ledger.minutes(found, calendars.working_time))


def left(one: Clock) -> int | None:
    """How many seconds of working time are left now, negative when it is late; None for a clock that is over."""
    if one.state not in OPEN:
        return None
    used = one.used_s
    if one.state == ClockState.RUNNING:
        used += calendars.working_time(one.version_id).between(one.reckoned_at, clock.now())
    return one.target_s - used


@dataclass(frozen=True)
class Left:
    """How much working time a running promise has left, negative when it is late, and what share of it is used."""

    due_at: datetime
    seconds: int
    share: int


def nearest_left(numbers: Collection[int]) -> dict[int, Left]:
    """The promise to the requester that runs out first, of each of these tickets that has one running; one query.

    It is counted on from what the clocks keep, so no ledger is read.
    """
    running = Clock.objects.filter(
        number__in=numbers, kind=AgreementKind.SLA, state=ClockState.RUNNING, due_at__isnull=False
    )
    kept = running.order_by("due_at").values_list(
        "number", "due_at", "target_s", "used_s", "reckoned_at", "version"
    )  # fmt: skip
    first: dict[int, tuple[Any, ...]] = {}
    for number, *rest in kept:
        first.setdefault(number, tuple(rest))
    now = clock.now()
    return {number: _left(*values, now=now) for number, values in first.items()}


def _left(due_at: datetime, target_s: int, used_s: int, since: datetime, version: int, *, now: datetime) -> Left:
    used = used_s + calendars.working_time(version).between(since, now)
    return Left(due_at, target_s - used, min(100, 100 * used // target_s) if target_s else 100)


def nearest_due(clocks: Sequence[Clock]) -> datetime | None:
    """When the first of the promises to the requester runs out that are running."""
    due: list[Any] = [
        one.due_at for one in clocks if one.kind == AgreementKind.SLA and one.state == ClockState.RUNNING and one.due_at
    ]
    return min(due, default=None)


def never_runs_out(calendar_version: int) -> bool:
    """Whether nothing is worked any more from now on, so that no promise in it would ever be due."""
    try:
        calendars.working_time(calendar_version).next_open(clock.now())
    except NeverOpen:
        return True
    return False
