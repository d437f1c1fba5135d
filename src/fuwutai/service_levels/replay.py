"""What became of a promise, had it been another one: the ledger that would have been written, and what it gives.

Pure, for back-tests. For what was in force it gives what the clocks of the record show.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from fuwutai.service_levels.choices import ClockState, EventKind, Metric, Reopening
from fuwutai.service_levels.ledger import Event, Standing, Terms, WorkingTimeOf, derive


@dataclass(frozen=True)
class Hold:
    """A time during which a record waited for something; `end` is None while it goes on."""

    reason: str
    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Ending:
    """When a record was solved, and when it turned out that it was not."""

    at: datetime
    reopened_at: datetime | None = None


@dataclass(frozen=True)
class Stay:
    """A time during which a group had the record, from when it got it until it was rid of it; `end` None: it has it.

    `offers` are from when it was to accept it until it did; `goes_on` of what came back because it was reopened.
    """

    team: int
    start: datetime
    end: datetime | None = None
    offers: Sequence[tuple[datetime, datetime | None]] = ()
    goes_on: bool = False


@dataclass(frozen=True)
class Life:
    """What happened to a record, as far as clocks are concerned. `updates` are when whoever asked heard of it."""

    reported_at: datetime
    answered_at: datetime | None = None
    holds: Sequence[Hold] = ()
    endings: Sequence[Ending] = ()
    updates: Sequence[datetime] = ()
    stays: Sequence[Stay] = ()


@dataclass(frozen=True)
class Rule:
    """A promise of one metric, and how its clock is to be kept; of a group where there is a `team`."""

    metric: Metric
    terms: Terms
    pauses: frozenset[str]
    reopening: Reopening
    team: int | None = None


def replay(life: Life, rule: Rule, working_time_of: WorkingTimeOf, *, until: datetime) -> list[Standing]:
    """What the clocks of the promise would show at `until`, one for each cycle."""
    return [derive(_numbered(spans, life, rule), working_time_of, until=until) for spans in _cycles(life, rule)]


def missed(standings: Sequence[Standing]) -> bool | None:
    """Whether any of them was late; None while all of it is open and in time."""
    if any(standing.late for standing in standings):
        return True
    return None if any(standing.state != ClockState.STOPPED for standing in standings) else False


@dataclass(frozen=True)
class _Span:
    start: datetime
    end: datetime | None


def _cycles(life: Life, rule: Rule) -> Iterator[list[_Span]]:
    """The times during which the clock of each cycle was on."""
    if rule.team is not None:
        yield from _stays(life, rule)
        return
    spans = list(_spans(life, rule.metric))
    if rule.metric == Metric.UPDATE:
        yield from ([part] for span in spans for part in _cut(span, life.updates))
    elif rule.reopening == Reopening.GOES_ON:
        yield spans
    else:
        yield from ([span] for span in spans)


def _spans(life: Life, metric: Metric) -> Iterator[_Span]:
    start: datetime | None = life.reported_at
    for ending in life.endings:
        answer = _answer(life, metric)
        if start is None or (answer and answer <= ending.at):
            break
        yield _Span(start, ending.at)
        start = None if answer and ending.reopened_at and answer < ending.reopened_at else ending.reopened_at
    if start is not None:
        yield _Span(start, _answer(life, metric))


def _cut(span: _Span, moments: Sequence[datetime]) -> Iterator[_Span]:
    """The parts of a span between the moments that lie in it."""
    start = span.start
    for moment in sorted(moments):
        if start <= moment and (span.end is None or moment < span.end):
            yield _Span(start, moment)
            start = moment
    yield _Span(start, span.end)


def _stays(life: Life, rule: Rule) -> list[list[_Span]]:
    """The times of a group, a cycle for each that it had the record, or that it was offered to it."""
    ours = [stay for stay in life.stays if stay.team == rule.team]
    if rule.metric == Metric.RESPONSE:
        return [[_Span(start, end)] for stay in ours for start, end in stay.offers]
    found: list[list[_Span]] = []
    for stay in ours:
        if stay.goes_on and found and rule.reopening == Reopening.GOES_ON:
            found[-1].append(_Span(stay.start, stay.end))
        else:
            found.append([_Span(stay.start, stay.end)])
    return found


def _answer(life: Life, metric: Metric) -> datetime | None:
    return life.answered_at if metric == Metric.RESPONSE else None


def _numbered(spans: Sequence[_Span], life: Life, rule: Rule) -> list[Event]:
    lines: list[tuple[datetime, EventKind, str, str]] = []
    for span in spans:
        lines.append((span.start, EventKind.START, "", ""))
        if span.end:
            lines.append((span.end, EventKind.STOP, "", ""))
    for number, hold in enumerate(hold for hold in life.holds if hold.reason in rule.pauses):
        lines.append((hold.start, EventKind.PAUSE, f"hold-{number}", hold.reason))
        if hold.end:
            lines.append((hold.end, EventKind.RESUME, f"hold-{number}", ""))
    return [
        Event(seq, at, kind, rule.terms if kind == EventKind.START else None, pause, reason)
        for seq, (at, kind, pause, reason) in enumerate(lines, start=1)
    ]
