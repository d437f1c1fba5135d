"""Who really stands where a duty was planned: absences cut it into pieces, which stand-ins take. Nothing is read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from fuwutai.duty.models import Absence, Shift
from fuwutai.people.models import Person

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Stand:
    """`person` was planned for the team from `start` to `end`: a duty, or office hours of a team without a roster."""

    person: Person
    start: datetime
    end: datetime
    team_id: int
    shift: Shift | None = None
    duty_id: int | None = None


@dataclass(frozen=True)
class Presence:
    """`person` is there from `start` to `end`, for somebody else if `instead_of` is set."""

    person: Person
    start: datetime
    end: datetime
    planned: Stand

    @property
    def instead_of(self) -> Person | None:
        return self.planned.person if self.planned.person != self.person else None


class Absences:
    """Absences by person, to be asked about single moments."""

    def __init__(self, absences: Iterable[Absence]) -> None:
        self._of: Mapping[int, list[Absence]] = defaultdict(list)
        for absence in absences:
            self._of[absence.person_id].append(absence)

    def of(self, person: Person, at: datetime) -> Absence | None:
        """The absence that holds; of several the one with a stand-in, then the one that was recorded last."""
        here = [each for each in self._of.get(person.pk, ()) if each.start <= at < each.end]
        return max(here, key=lambda each: (each.stand_in_id is not None, each.pk), default=None)

    def holder(self, person: Person, at: datetime) -> Person | None:
        """Whoever has the duties of `person` at that moment: they themselves, the stand-in, or the stand-in's.

        None when nobody has: no stand-in was named, all stand in for each other in a ring, or the last one left.
        """
        asked: set[int] = set()
        while person.pk not in asked:
            asked.add(person.pk)
            absence = self.of(person, at)
            if absence is None:
                return person if person.active else None
            if absence.stand_in is None:
                return None
            person = absence.stand_in
        return None

    def edges(self, start: datetime, end: datetime) -> set[datetime]:
        moments = {moment for each in self._of.values() for absence in each for moment in (absence.start, absence.end)}
        return {moment for moment in moments if start < moment < end}


def presences(stands: Iterable[Stand], absences: Absences) -> list[Presence]:
    """The pieces in which somebody is there, by their beginning."""
    pieces = [piece for stand in stands for piece in _pieces(stand, absences)]
    return sorted(pieces, key=lambda piece: (piece.start, piece.end, piece.person.pk))


def _pieces(stand: Stand, absences: Absences) -> Iterator[Presence]:
    moments = sorted({stand.start, stand.end, *absences.edges(stand.start, stand.end)})
    current: Presence | None = None
    for start, end in pairwise(moments):
        holder = absences.holder(stand.person, start)
        if current and holder == current.person:
            current = Presence(current.person, current.start, end, stand)
            continue
        if current:
            yield current
        current = Presence(holder, start, end, stand) if holder else None
    if current:
        yield current


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of `spans`, which come in order and do not overlap, where none of `taken` lies."""
    covers = _merged(taken)
    left, position = [], 0
    for start, end in spans:
        while position < len(covers) and covers[position][1] <= start:
            position += 1
        free = start
        for cover_start, cover_end in covers[position:]:
            if cover_start >= end:
                break
            if cover_start > free:
                left.append((free, cover_start))
            free = max(free, cover_end)
        if free < end:
            left.append((free, end))
    return _merged(left)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """The same moments as spans in order, those that touch made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
