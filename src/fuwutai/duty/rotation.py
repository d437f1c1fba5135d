"""Filling weeks from a pattern: the same week again, or persons taking turns through shifts. Nothing is written.

Absences and days off are respected; what nobody is left for is told instead of planned.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from fuwutai.duty.models import Duty, Shift
from fuwutai.duty.presence import Span
from fuwutai.people.models import Person

# Whether somebody can't be planned from the one moment to the other.
IsTaken = Callable[[Person, Span], bool]
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Turn:
    """`person` has the hours from `start` to `end`; nobody could be found where it is None."""

    person: Person | None
    start: datetime
    end: datetime
    shift: Shift | None


@dataclass(frozen=True)
class Rhythm:
    """Who takes turns at which shifts on which local days. With `weekly` a turn is a week, otherwise a day."""

    persons: tuple[Person, ...]
    shifts: tuple[Shift, ...]
    days: tuple[date, ...]
    weekly: bool


def taking_turns(rhythm: Rhythm, is_taken: IsTaken) -> list[Turn]:
    """Every shift of every day with the next person whose turn it is.

    Weekly: in the n-th week the first shift is the n-th person's, the second the next one's; so everybody goes through
    all shifts, and whoever has none that week is free. Whoever can't is replaced for that day by the next who can.
    """
    busy: dict[int, list[Span]] = {}

    def can(person: Person, span: Span) -> bool:
        return not is_taken(person, span) and not _overlap(busy.get(person.pk, ()), span)

    turns: list[Turn] = []
    line = list(rhythm.persons)
    for day in rhythm.days:
        week = _week_of(day, rhythm.days[0])
        for position, shift in enumerate(rhythm.shifts):
            span = shift.on(day)
            asked = _from(rhythm.persons, week + position) if rhythm.weekly else line
            person = next((each for each in asked if can(each, span)), None)
            if person:
                busy.setdefault(person.pk, []).append(span)
                line.remove(person)
                line.append(person)
            turns.append(Turn(person, *span, shift))
    return turns


def the_same_again(duties: Iterable[Duty], *, weeks: int, zone: ZoneInfo, is_taken: IsTaken) -> list[Turn]:
    """`duties` once more in each of the following weeks, at the same time of day on the wall."""
    pattern = list(duties)
    turns: list[Turn] = []
    for week in range(1, weeks + 1):
        for duty in pattern:
            span = (_later(duty.start, week, zone), _later(duty.end, week, zone))
            person = None if is_taken(duty.person, span) or not duty.person.active else duty.person
            turns.append(Turn(person, *span, duty.shift))
    return turns


def _later(moment: datetime, weeks: int, zone: ZoneInfo) -> datetime:
    # Arithmetic on a local moment keeps the wall clock, whatever summer time does in between.
    return (moment.astimezone(zone) + weeks * _WEEK).astimezone(UTC)


def _week_of(day: date, first: date) -> int:
    return ((day - timedelta(days=day.weekday())) - (first - timedelta(days=first.weekday()))).days // 7


def _from(persons: Sequence[Person], position: int) -> list[Person]:
    start = position % len(persons)
    return [*persons[start:], *persons[:start]]


def _overlap(spans: Iterable[Span], span: Span) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)
