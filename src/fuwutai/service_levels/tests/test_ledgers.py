"""A clock always shows what a second-by-second replay of its ledger would show, in whatever order it was entered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.service_levels.choices import ClockState, EventKind
from fuwutai.service_levels.ledger import Event, Standing, Terms, Why, derive, in_force, minutes

ZERO = datetime(2026, 3, 2, tzinfo=UTC)
DAY = 100


def at(second: int) -> datetime:
    return ZERO + timedelta(seconds=second)


def second(moment: datetime) -> int:
    return int((moment - ZERO).total_seconds())


@dataclass(frozen=True)
class ShortDays:
    """Days of a hundred seconds, worked in the openings given; a calendar small enough to count every second of it."""

    openings: tuple[tuple[int, int], ...]

    def open(self, second: int) -> bool:
        return any(start <= second % DAY < end for start, end in self.openings)

    def add(self, moment: datetime, seconds: int) -> datetime:
        here = second(moment)
        while seconds:
            seconds -= self.open(here)
            here += 1
        return at(here)

    def between(self, start: datetime, end: datetime) -> int:
        return sum(self.open(each) for each in range(second(start), second(end)))

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        opened = None
        for each in range(second(start), second(end) + 1):
            is_open = self.open(each) and each < second(end)
            if is_open and opened is None:
                opened = each
            elif not is_open and opened is not None:
                yield at(opened), at(each)
                opened = None


CALENDARS = {1: ShortDays(((20, 45), (55, 80))), 2: ShortDays(((0, DAY),)), 3: ShortDays(((10, 11), (90, 100)))}


def working_time_of(version: int) -> ShortDays:
    return CALENDARS[version]


@dataclass
class Naive:
    """The reference: looks at each second and asks all events what they say about it, anew where one of them lies."""

    events: Sequence[Event]

    def last(self, when: int, *kinds: EventKind, pause: str | None = None) -> Event | None:
        said = [
            event for event in self.events
            if event.kind in kinds and second(event.at) <= when and (pause is None or event.pause == pause)
        ]  # fmt: skip
        return max(said, key=lambda event: (event.at, event.seq), default=None)

    def phase(self, when: int) -> EventKind | None:
        begun = self.last(when, EventKind.START)
        last = self.last(when, EventKind.START, EventKind.STOP, EventKind.CANCEL)
        return last.kind if begun and last else None

    def is_paused(self, when: int) -> bool:
        keys = {event.pause for event in self.events if event.kind == EventKind.PAUSE}
        last = [self.last(when, EventKind.PAUSE, EventKind.RESUME, pause=key) for key in keys]
        return any(event is not None and event.kind == EventKind.PAUSE for event in last)

    def terms(self, when: int) -> Terms | None:
        last = self.last(when, EventKind.START, EventKind.RETARGET)
        return last.terms if last else None

    def counted(self, until: int) -> Iterator[int]:
        """The seconds that count, of those before `until`."""
        working: ShortDays | None = None
        changes = {0, *(second(event.at) for event in self.events)}
        for each in range(until):
            if each in changes:
                terms = self.terms(each)
                on = self.phase(each) == EventKind.START and not self.is_paused(each)
                working = CALENDARS[terms.version] if on and terms else None
            if working and working.open(each):
                yield each


_MOMENTS = st.integers(0, 600)
_TERMS = st.builds(Terms, st.integers(1, 150), st.integers(1, 3), st.just(1))
_KEYS = st.sampled_from(["wait", "repair-1", "repair-2"])


@st.composite
def ledgers(draw: st.DrawFn) -> list[Event]:
    """A start, then anything in any order, entered in any order."""
    events = [Event(1, at(draw(st.integers(0, 100))), EventKind.START, terms=draw(_TERMS))]
    for seq in range(2, draw(st.integers(2, 13))):
        kind = draw(st.sampled_from([*EventKind]))
        moment = at(draw(_MOMENTS))
        if kind == EventKind.VOID:
            events.append(Event(seq, moment, kind, voids=draw(st.integers(1, seq - 1))))
        elif kind in {EventKind.PAUSE, EventKind.RESUME}:
            events.append(Event(seq, moment, kind, pause=draw(_KEYS), reason="requester"))
        elif kind in {EventKind.START, EventKind.RETARGET}:
            events.append(Event(seq, moment, kind, terms=draw(_TERMS)))
        else:
            events.append(Event(seq, moment, kind))
    return list(draw(st.permutations(events)))


@settings(max_examples=1500, deadline=None)
@given(ledgers(), st.integers(600, 900))
def test_it_shows_what_counting_every_second_shows(events: list[Event], until: int) -> None:
    found = derive(events, working_time_of, until=at(until))
    naive = Naive(in_force(events))
    counted = list(naive.counted(until))
    assert found.used_s == len(counted)
    assert found.terms == naive.terms(until)
    phase, paused = naive.phase(until), naive.is_paused(until)
    states: dict[EventKind | None, ClockState] = {
        EventKind.START: ClockState.PAUSED if paused else ClockState.RUNNING,
        EventKind.STOP: ClockState.STOPPED,
    }
    assert found.state == states.get(phase, ClockState.CANCELLED)
    _check_due(found, counted, until)


def _check_due(found: Standing, counted: list[int], until: int) -> None:
    if found.started_at is None or found.terms is None:
        assert found.due_at is None
        return
    target = found.terms.target_s
    over = found.state in {ClockState.STOPPED, ClockState.CANCELLED}
    end = second(found.stopped_at) if over and found.stopped_at else until
    if len(counted) >= target:
        # The second after the last one that was needed.
        assert found.due_at == at(counted[target - 1] + 1)
        assert found.late == (end > counted[target - 1] + 1 and found.state != ClockState.CANCELLED)
        return
    assert not found.late
    if found.state in {ClockState.RUNNING, ClockState.STOPPED}:
        working = CALENDARS[found.terms.version]
        assert found.due_at == working.add(at(end), found.remaining_s)
    else:
        assert found.due_at is None


@settings(max_examples=500, deadline=None)
@given(ledgers(), st.integers(600, 900))
def test_the_explanation_adds_up_and_has_no_gap(events: list[Event], until: int) -> None:
    found = derive(events, working_time_of, until=at(until))
    for told in (list(found.stretches), list(minutes(found, working_time_of))):
        assert sum(stretch.counts for stretch in told) == found.used_s
        assert all(one.end == other.start for one, other in pairwise(told))
        assert not told or told[0].start == found.started_at
    for stretch in minutes(found, working_time_of):
        whole = int((stretch.end - stretch.start).total_seconds())
        assert stretch.counts == (whole if stretch.why == Why.WORK else 0)


@settings(max_examples=500, deadline=None)
@given(ledgers())
def test_the_order_in_which_it_is_read_does_not_matter(events: list[Event]) -> None:
    as_read = derive(events, working_time_of, until=at(700))
    assert derive(sorted(events, key=lambda event: event.seq), working_time_of, until=at(700)) == as_read


@settings(max_examples=500, deadline=None)
@given(ledgers())
def test_striking_out_what_struck_out_brings_it_back(events: list[Event]) -> None:
    last = max(event.seq for event in events)
    struck = Event(last + 1, at(650), EventKind.VOID, voids=last)
    back = Event(last + 2, at(650), EventKind.VOID, voids=last + 1)
    assert derive([*events, struck, back], working_time_of, until=at(700)) == derive(
        events, working_time_of, until=at(700)
    )


TERMS = Terms(target_s=30, version=1, agreement=1)


def test_a_pause_that_overlaps_another_does_not_end_it() -> None:
    events = [
        Event(1, at(20), EventKind.START, terms=TERMS),
        Event(2, at(25), EventKind.PAUSE, pause="wait", reason="requester"),
        Event(3, at(35), EventKind.RESUME, pause="wait"),
        Event(4, at(22), EventKind.PAUSE, pause="repair-4", reason="supplier"),
        Event(5, at(30), EventKind.RESUME, pause="repair-4"),
    ]
    found = derive(events, working_time_of, until=at(40))
    assert [(second(each.start), second(each.end), each.counts, each.reasons) for each in found.stretches] == [
        (20, 22, 2, ()), (22, 25, 0, ("supplier",)), (25, 30, 0, ("requester", "supplier")),
        (30, 35, 0, ("requester",)), (35, 40, 5, ()),
    ]  # fmt: skip
    # Five more until the break, eighteen after it.
    assert found.due_at == at(55 + 18)


def test_a_shorter_target_may_be_late_at_once() -> None:
    events = [
        Event(1, at(20), EventKind.START, terms=TERMS),
        Event(2, at(44), EventKind.RETARGET, terms=Terms(10, 1, 1)),
    ]
    found = derive(events, working_time_of, until=at(44))
    assert (found.due_at, found.late, found.remaining_s) == (at(30), True, -14)


def test_time_that_was_used_counts_in_hours_of_then() -> None:
    """A calendar that is taken on later does not count the past anew."""
    events = [
        Event(1, at(40), EventKind.START, terms=TERMS),
        Event(2, at(50), EventKind.RETARGET, terms=Terms(30, 2, 1)),
    ]
    assert derive(events, working_time_of, until=at(60)).used_s == 5 + 10


def test_what_is_solved_at_the_second_it_is_due_is_kept() -> None:
    events = [Event(1, at(20), EventKind.START, terms=TERMS), Event(2, at(60), EventKind.STOP)]
    found = derive(events, working_time_of, until=at(500))
    assert (found.due_at, found.late, found.state) == (at(60), False, ClockState.STOPPED)


def test_minutes_tell_the_break_and_the_night() -> None:
    found = derive([Event(1, at(40), EventKind.START, terms=TERMS)], working_time_of, until=at(125))
    assert [(second(each.start), second(each.end), each.why) for each in minutes(found, working_time_of)] == [
        (40, 45, Why.WORK), (45, 55, Why.CLOSED), (55, 80, Why.WORK), (80, 120, Why.CLOSED), (120, 125, Why.WORK),
    ]  # fmt: skip


def test_nothing_is_said_about_a_start_that_was_struck_out() -> None:
    events = [Event(1, at(20), EventKind.START, terms=TERMS), Event(2, at(20), EventKind.VOID, voids=1)]
    found = derive(events, working_time_of, until=at(50))
    assert (found.state, found.stretches, found.due_at) == (ClockState.CANCELLED, [], None)
