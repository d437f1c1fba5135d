"""What a clock shows, worked out from its ledger alone.

A ledger is a set of events. Their order is that of the times at which they happened, not in which they were entered,
so a pause that was forgotten or a time that was wrong is set right by more events. Three things are independent of each
other: whether the clock is on, which pauses are open, and what is promised. It counts while it is on and no pause is
open; pauses have keys, so that two of them may overlap. docs/decisions/0013-clock-ledger.md tells why.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from fuwutai.calendars.working import NeverOpen
from fuwutai.service_levels.choices import ClockState, EventKind


class Working(Protocol):
    """As much of `calendars.working.WorkingTime` as a ledger needs."""

    def add(self, moment: datetime, seconds: int, /) -> datetime: ...

    def between(self, start: datetime, end: datetime, /) -> int: ...

    def spans(self, start: datetime, end: datetime, /) -> Iterator[tuple[datetime, datetime]]: ...


WorkingTimeOf = Callable[[int], Working]


@dataclass(frozen=True)
class Terms:
    """What is promised: so many seconds of the working time of a calendar version."""

    target_s: int
    version: int
    agreement: int


@dataclass(frozen=True)
class Event:
    """One line of a ledger; `at` is in whole seconds.

    Starting and other targets have `terms`. Pausing and resuming name the `pause` and its `reason`; striking out names
    the `seq` of an earlier event.
    """

    seq: int
    at: datetime
    kind: EventKind
    terms: Terms | None = None
    pause: str = ""
    reason: str = ""
    voids: int | None = None


class Why(StrEnum):
    """Why a stretch of time counts or does not."""

    WORK = "work"
    CLOSED = "closed"
    PAUSED = "paused"
    OFF = "off"


@dataclass(frozen=True)
class Stretch:
    """Time between two events, with the seconds of it that count; `reasons` are those of the pauses that are open."""

    start: datetime
    end: datetime
    counts: int
    why: Why
    version: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """What a clock shows at one moment.

    `due_at` is when the target is or was reached, or would have been had the clock not been stopped; None where a pause
    leaves that open, or nothing is worked any more. `late` means that the clock was or is on after that. `used_s` goes
    on being counted when it is late, and `remaining_s` becomes negative.
    """

    state: ClockState
    terms: Terms | None
    used_s: int
    due_at: datetime | None
    late: bool
    started_at: datetime | None
    stopped_at: datetime | None
    stretches: Sequence[Stretch]

    @property
    def remaining_s(self) -> int:
        return (self.terms.target_s if self.terms else 0) - self.used_s


def derive(events: Iterable[Event], working_time_of: WorkingTimeOf, *, until: datetime) -> Standing:
    """What the clock shows at `until`, or at its last event if that is later."""
    replay = _Replay(working_time_of)
    for event in in_force(events):
        replay.take(event)
    return replay.standing(until)


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that were not struck out, in the order in which they happened.

    What struck another out may be struck out itself.
    """
    known = sorted(events, key=lambda event: event.seq, reverse=True)
    gone: set[int] = set()
    for event in known:
        if event.voids is not None and event.voids < event.seq and event.seq not in gone:
            gone.add(event.voids)
    left = [event for event in known if event.seq not in gone and event.kind != EventKind.VOID]
    return sorted(left, key=lambda event: (event.at, event.seq))


def minutes(standing: Standing, working_time_of: WorkingTimeOf) -> Iterator[Stretch]:
    """The stretches, cut where the calendar opens and closes, so that each counts wholly or not at all."""
    for stretch in standing.stretches:
        if stretch.why != Why.WORK:
            yield stretch
            continue
        here = stretch.start
        for opens, closes in working_time_of(stretch.version).spans(stretch.start, stretch.end):
            if here < opens:
                yield Stretch(here, opens, 0, Why.CLOSED, stretch.version)
            yield Stretch(opens, closes, int((closes - opens).total_seconds()), Why.WORK, stretch.version)
            here = closes
        if here < stretch.end:
            yield Stretch(here, stretch.end, 0, Why.CLOSED, stretch.version)


@dataclass
class _Replay:
    working_time_of: WorkingTimeOf
    terms: Terms | None = None
    # The last of start, stop and cancel, and when it was.
    phase: EventKind | None = None
    phase_at: datetime | None = None
    started_at: datetime | None = None
    pauses: dict[str, str] = field(default_factory=dict)
    here: datetime | None = None
    stretches: list[Stretch] = field(default_factory=list)

    def take(self, event: Event) -> None:
        self._reach(event.at)
        if event.terms:
            self.terms = event.terms
        if event.kind == EventKind.PAUSE:
            self.pauses[event.pause] = event.reason
        elif event.kind == EventKind.RESUME:
            self.pauses.pop(event.pause, None)
        elif event.kind in {EventKind.START, EventKind.STOP, EventKind.CANCEL}:
            self._switch(event)

    def standing(self, until: datetime) -> Standing:
        state = self._state()
        if self.phase == EventKind.START:
            self._reach(until)
        used = sum(stretch.counts for stretch in self.stretches)
        reached = self._reached()
        over = state in {ClockState.STOPPED, ClockState.CANCELLED}
        end = self.phase_at if over else self.here
        return Standing(
            state=state,
            terms=self.terms,
            used_s=used,
            due_at=reached or self._ahead(state, used, end),
            late=bool(reached and end and end > reached and state != ClockState.CANCELLED),
            started_at=self.started_at,
            stopped_at=self.phase_at if over and self.started_at else None,
            stretches=self.stretches,
        )

    def _switch(self, event: Event) -> None:
        # Nothing is on before the first start, so nothing can be stopped.
        if event.kind == EventKind.START and self.started_at is None:
            self.started_at = self.here = event.at
        if self.started_at is not None:
            self.phase, self.phase_at = event.kind, event.at

    def _state(self) -> ClockState:
        if self.phase == EventKind.START:
            return ClockState.PAUSED if self.pauses else ClockState.RUNNING
        return ClockState.STOPPED if self.phase == EventKind.STOP else ClockState.CANCELLED

    def _reach(self, at: datetime) -> None:
        """Let time pass until `at`, as things stand."""
        if self.here is None or self.terms is None or at <= self.here:
            return
        start, self.here = self.here, at
        version = self.terms.version
        if self.phase != EventKind.START:
            self.stretches.append(Stretch(start, at, 0, Why.OFF, version))
        elif self.pauses:
            reasons = tuple(sorted(set(self.pauses.values())))
            self.stretches.append(Stretch(start, at, 0, Why.PAUSED, version, reasons))
        else:
            counts = self.working_time_of(version).between(start, at)
            self.stretches.append(Stretch(start, at, counts, Why.WORK, version))

    def _reached(self) -> datetime | None:
        """When the target that is in force at the end was reached."""
        if self.terms is None or self.started_at is None:
            return None
        left = self.terms.target_s
        for stretch in self.stretches:
            if stretch.why == Why.WORK and stretch.counts >= left:
                return self.working_time_of(stretch.version).add(stretch.start, left)
            left -= stretch.counts
        return None

    def _ahead(self, state: ClockState, used: int, end: datetime | None) -> datetime | None:
        if state not in {ClockState.RUNNING, ClockState.STOPPED} or self.terms is None or end is None:
            return None
        try:
            return self.working_time_of(self.terms.version).add(end, self.terms.target_s - used)
        except NeverOpen:
            return None
