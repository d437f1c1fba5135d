"""The one place where ledgers are written and clocks made out of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, facts, rows
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.permissions import Actor
from fuwutai.service_levels import queries, steps
from fuwutai.service_levels.choices import OPEN, AgreementKind, ClockState, EventKind, Metric
from fuwutai.service_levels.facts import ClockChanged
from fuwutai.service_levels.ledger import Event, Standing, Terms, in_force
from fuwutai.service_levels.models import Clock, ClockEvent

_SWITCHES = frozenset({EventKind.START, EventKind.STOP, EventKind.CANCEL})
_TARGETS = frozenset({EventKind.START, EventKind.RETARGET})
_PAUSES = frozenset({EventKind.PAUSE, EventKind.RESUME})


@dataclass(frozen=True)
class Wanted:
    """A clock that shall begin."""

    kind: AgreementKind
    metric: Metric
    terms: Terms
    team: int | None = None
    cycle: int = 1


class Book:
    """The ledgers of one record while `actor` writes into them; nothing is kept before `write`.

    Moments are when things truly happened. What happens now can't have happened before what it follows (nobody goes on
    before they paused): such a moment is moved up to that. Only `correct_*`, with a reason, reach further back.
    """

    def __init__(self, actor: Actor, *, number: int, record: UUID, clocks: Sequence[Clock] = ()) -> None:
        self.actor = actor
        self.number = number
        self.record = record
        self.clocks = list(clocks)
        self._fresh: list[tuple[Clock, ClockEvent]] = []

    @cached_property
    def _lines(self) -> dict[int, list[ClockEvent]]:
        known = queries.lines_of(self.number) if any(one.pk for one in self.clocks) else {}
        return {id(one): known.get(one.pk, []) for one in self.clocks}

    @property
    def touched(self) -> list[Clock]:
        """The clocks about which something was written that is not kept yet."""
        return list({id(one): one for one, _line in self._fresh}.values())

    def standing(self, one: Clock, *, kept: bool = False) -> Standing:
        """What a clock shows now by all that was written, or by what is `kept` of it."""
        fresh = {id(line) for _one, line in self._fresh} if kept else set()
        return queries.standing([line for line in self._lines[id(one)] if id(line) not in fresh])

    @property
    def open(self) -> list[Clock]:
        return [one for one in self.clocks if one.state in OPEN]

    def begin(self, wanted: Wanted, *, at: datetime) -> Clock:
        terms = wanted.terms
        made = Clock(
            record=self.record, number=self.number, kind=wanted.kind, metric=wanted.metric, cycle=wanted.cycle,
            team_id=wanted.team, agreement_id=terms.agreement, version_id=terms.version, target_s=terms.target_s,
            state=ClockState.RUNNING, started_at=at, reckoned_at=at,
        )  # fmt: skip
        self._lines[id(made)] = []
        self.clocks.append(made)
        self._add(made, EventKind.START, at, terms=terms)
        return made

    def start_again(self, one: Clock, *, at: datetime) -> None:
        """Let a clock that was stopped or called off go on."""
        self._add(one, EventKind.START, self._after(one, _SWITCHES | _TARGETS, at), terms=terms_of(one))

    def pause(self, one: Clock, *, at: datetime, pause: str, reason: str) -> None:
        if pause not in self.pauses(one):
            self._add(one, EventKind.PAUSE, self._after(one, _PAUSES, at, pause), pause=pause, reason=reason)

    def resume(self, one: Clock, *, at: datetime, pause: str) -> None:
        if pause in self.pauses(one):
            self._add(one, EventKind.RESUME, self._after(one, _PAUSES, at, pause), pause=pause)

    def stop(self, one: Clock, *, at: datetime) -> None:
        self._add(one, EventKind.STOP, self._after(one, _SWITCHES, at))

    def cancel(self, one: Clock, *, at: datetime) -> None:
        self._add(one, EventKind.CANCEL, self._after(one, _SWITCHES, at))

    def retarget(self, one: Clock, terms: Terms, *, at: datetime) -> None:
        """Promise something else. The target counts from the beginning, with what has been used by then."""
        if terms != terms_of(one):
            self._add(one, EventKind.RETARGET, self._after(one, _TARGETS, at), terms=terms)

    def strike_out(self, one: Clock, seq: int, *, at: datetime, note: str = "") -> None:
        """Take back a line; it stays readable."""
        self._add(one, EventKind.VOID, at, voids=seq, note=note)

    def correct_pause(self, one: Clock, *, since: datetime, until: datetime, reason: str, note: str) -> None:
        """Enter a pause that was forgotten. Raises Invalid where it can't have been."""
        self._check_past(since, until)
        if until <= since:
            raise _wrong("until", _("The pause has to end after it began."))
        name = f"later-{len(self._lines[id(one)]) + 1}"
        self._add(one, EventKind.PAUSE, since, pause=name, reason=reason, note=note)
        self._add(one, EventKind.RESUME, until, pause=name, note=note)

    def correct_start(self, one: Clock, *, at: datetime, note: str) -> None:
        """Let a clock have begun at another time. Raises Invalid where it was over by then."""
        self._check_past(at)
        lines = self._in_force(one)
        first, *others = self._switches(one)
        if others and others[0].at < at:
            raise _wrong("at", _("By then the clock was stopped. Correct that first."))
        # A target that was set in between must not be undone by a start that now comes after it.
        promised = [line.terms for line in lines if line.kind in _TARGETS and line.at <= at]
        self.strike_out(one, first.seq, at=at, note=note)
        self._add(one, EventKind.START, at, terms=promised[-1] if promised else first.terms, note=note)

    def correct_stop(self, one: Clock, *, at: datetime, note: str) -> None:
        """Let a clock have stopped at another time, or, if it still is on, at all. Raises Invalid or Conflict."""
        self._check_past(at)
        switches = self._switches(one)
        if switches[-1].kind == EventKind.CANCEL:
            raise Conflict(_("This clock was called off; there is nothing to correct."))
        last = switches.pop() if switches[-1].kind == EventKind.STOP else None
        if not switches or at < switches[-1].at:
            raise _wrong("at", _("By then the clock had not begun. Correct that first."))
        if last:
            self.strike_out(one, last.seq, at=at, note=note)
        self._add(one, EventKind.STOP, at, note=note)

    def pauses(self, one: Clock) -> dict[str, str]:
        """The pauses that are open at the end of the ledger, with their reasons."""
        found: dict[str, str] = {}
        for line in self._in_force(one):
            if line.kind == EventKind.PAUSE:
                found[line.pause] = line.reason
            elif line.kind == EventKind.RESUME:
                found.pop(line.pause, None)
        return found

    def last(self, one: Clock, kind: EventKind) -> Event | None:
        """The last line of this kind that is in force."""
        return next((line for line in reversed(self._in_force(one)) if line.kind == kind), None)

    def write(self) -> None:
        """Keep what was written, work out every clock that it concerns, and tell of it."""
        moment = clock.now().replace(microsecond=0)
        touched = self.touched
        fresh = [one for one in touched if one.pk is None]
        for one in touched:
            reckon(one, queries.standing(self._lines[id(one)], until=moment), until=moment)
            one.events = len(self._lines[id(one)])
        if fresh:
            rows.create_all(fresh)
        for one in touched:
            if one not in fresh:
                rows.save(one, RECKONED)
        for one, line in self._fresh:
            line.clock_id = one.pk
        rows.insert([line for _one, line in self._fresh])
        self._fresh.clear()
        for one in touched:
            facts.announce(ClockChanged(clock=one, is_new=one in fresh))

    def _add(self, one: Clock, kind: EventKind, at: datetime, **said: object) -> None:
        lines = self._lines[id(one)]
        terms = said.pop("terms", None)
        line = ClockEvent(
            seq=len(lines) + 1, at=at.replace(microsecond=0), kind=kind, actor_id=self.actor.person_id,
            actor_name=self.actor.name[:120], **said,
        )  # fmt: skip
        if isinstance(terms, Terms):
            line.target_s, line.version_id, line.agreement_id = terms.target_s, terms.version, terms.agreement
            one.target_s, one.version_id, one.agreement_id = terms.target_s, terms.version, terms.agreement
        lines.append(line)
        self._fresh.append((one, line))
        if line.seq > 1:
            self._follow(one, kind)

    def _follow(self, one: Clock, kind: EventKind) -> None:
        """Keep the state right while the book is open; `write` works out the rest."""
        if kind in {EventKind.STOP, EventKind.CANCEL}:
            one.state = ClockState.STOPPED if kind == EventKind.STOP else ClockState.CANCELLED
        elif one.state in OPEN or kind == EventKind.START or self._is_on_again(one, kind):
            one.state = ClockState.PAUSED if self.pauses(one) else ClockState.RUNNING

    def _is_on_again(self, one: Clock, kind: EventKind) -> bool:
        """Whether its end was struck out."""
        last = [line.kind for line in self._in_force(one) if line.kind in _SWITCHES][-1:]
        return kind == EventKind.VOID and last == [EventKind.START]

    def _in_force(self, one: Clock) -> list[Event]:
        return in_force(map(queries.event, self._lines[id(one)]))

    def _switches(self, one: Clock) -> list[Event]:
        found = [line for line in self._in_force(one) if line.kind in _SWITCHES]
        if not found:
            raise Conflict(_("This clock never began; there is nothing to correct."))
        return found

    def _after(self, one: Clock, kinds: frozenset[EventKind], at: datetime, pause: str = "") -> datetime:
        said = [line.at for line in self._in_force(one) if line.kind in kinds and line.pause == pause]
        return max([at.replace(microsecond=0), *said])

    def _check_past(self, *moments: datetime) -> None:
        if max(moments) > clock.now():
            raise _wrong("until" if len(moments) > 1 else "at", _("This time is still to come."))


def open_book(actor: Actor, *, number: int, record: UUID) -> Book:
    """The ledgers of a record, held until the transaction ends."""
    return Book(actor, number=number, record=record, clocks=_HELD(number=number))


_HELD = Prepared(lambda: Clock.objects.select_for_update().filter(number=Given("number")).order_by("id"))

RECKONED = (
    "agreement", "version", "state", "target_s", "used_s", "reckoned_at", "started_at", "stopped_at", "due_at",
    "missed", "broken_at", "rung", "repeat_at", "next_alarm_at", "events",
)  # fmt: skip


def reckon(one: Clock, found: Standing, *, until: datetime) -> None:
    """Copy onto the clock what its ledger gives at `until`."""
    if found.terms:
        one.target_s = found.terms.target_s
        one.version_id, one.agreement_id = found.terms.version, found.terms.agreement
    one.state = found.state
    one.used_s = found.used_s
    one.reckoned_at = max([until, *(stretch.end for stretch in found.stretches[-1:])])
    one.started_at = found.started_at or one.started_at
    one.stopped_at = found.stopped_at
    one.due_at = found.due_at
    one.missed = found.late if found.state == ClockState.STOPPED else None
    if not found.late:
        one.broken_at = None
    if one.rung:
        steps.take_back(one, queries.steps_of(one.agreement_id))
    if one.state not in OPEN or not one.rung:
        one.repeat_at = None
    one.next_alarm_at = next_alarm(one)


def next_alarm(one: Clock) -> datetime | None:
    """When the sweep has to look at the clock next."""
    if one.state not in OPEN:
        return None
    point = steps.ahead(one, queries.steps_of(one.agreement_id))
    moments = (
        one.due_at if one.broken_at is None else None, one.repeat_at, steps.moment(one, point.used_s) if point else None
    )  # fmt: skip
    return min((moment for moment in moments if moment), default=None)


def terms_of(one: Clock) -> Terms:
    return Terms(one.target_s, one.version_id, one.agreement_id)


def reckon_again(actor: Actor, *, number: int, record: UUID) -> list[Clock]:
    """Work out the clocks of a record anew from their ledgers; returns those that showed something else."""
    book = open_book(actor, number=number, record=record)
    wrong = []
    for one in book.clocks:
        before = {name: getattr(one, name) for name in RECKONED}
        lines = queries.lines_of(number)[one.pk]
        reckon(one, queries.standing(lines, until=one.reckoned_at), until=one.reckoned_at)
        if before != {name: getattr(one, name) for name in RECKONED}:
            rows.save(one, RECKONED)
            wrong.append(one)
    return wrong


def _wrong(field: str, sentence: object) -> Invalid:
    return Invalid.at(field, str(sentence))
