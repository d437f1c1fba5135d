"""The roster of a team as a grid of persons and days, and what each person has of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fuwutai.core import clock
from fuwutai.duty.models import Absence, Duty
from fuwutai.duty.presence import Presence, Span
from fuwutai.duty.queries.standing import OpenHours, presences, uncovered
from fuwutai.people.models import Person, Team

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """One person on one day: duties that begin then, stretches in which they stand in, and when they are away."""

    day: date
    duties: list[Duty] = field(default_factory=list)
    stands_in: list[Presence] = field(default_factory=list)
    away: list[Absence] = field(default_factory=list)
    away_all_day: bool = False


@dataclass(frozen=True)
class Line:
    person: Person
    cells: list[Cell]
    hours: float


@dataclass(frozen=True)
class Grid:
    """`gaps` are the hours of each day in which something is promised and nobody is there; None without a calendar."""

    days: list[date]
    lines: list[Line]
    gaps: dict[date, list[Span]] | None
    today: date
    pieces: list[Presence]

    @property
    def is_empty(self) -> bool:
        return not self.pieces and not any(cell.duties for line in self.lines for cell in line.cells)

    def by_day(self, day: date) -> list[tuple[Person, Cell]]:
        """For a narrow page: everybody who has something on that day."""
        index = self.days.index(day)
        rows = [(line.person, line.cells[index]) for line in self.lines]
        return [(person, cell) for person, cell in rows if cell.duties or cell.stands_in or cell.away]


def zone_of(team: Team) -> ZoneInfo:
    """The zone in which the roster of a team is written."""
    return ZoneInfo(team.organisation.time_zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def grid(team: Team, days: Sequence[date], *, hours: OpenHours | None = None) -> Grid:
    """The roster of `team` on consecutive local `days`. A few statements, however many persons."""
    zone = zone_of(team)
    start, end = midnight(days[0], zone), midnight(days[-1] + _DAY, zone)
    duties = list(_duties(team, start, end))
    pieces = [piece for piece in presences(team.pk, start, end) if piece.start < end and piece.end > start]
    persons = _persons(team, [*(duty.person for duty in duties), *(piece.person for piece in pieces)])
    own = {person.pk: _Own(since=start) for person in persons}
    for duty in duties:
        own[duty.person_id].duties.append(duty)
    for piece in pieces:
        own[piece.person.pk].pieces.append(piece)
    for absence in _absences(persons, start, end):
        own[absence.person_id].absences.append(absence)
    lines = [
        Line(person, [_cell(day, zone, own[person.pk]) for day in days], own[person.pk].hours) for person in persons
    ]
    gaps = _gaps(team, days, hours) if hours else None
    return Grid(list(days), lines, gaps, clock.now().astimezone(zone).date(), pieces)


def overlaps(duty: Duty) -> list[Duty]:
    """Other duties of the same person, in whatever team, at the same time."""
    found = Duty.objects.select_related("team", "shift").filter(person=duty.person_id)
    return list(found.filter(start__lt=duty.end, end__gt=duty.start).exclude(pk=duty.pk))


def _duties(team: Team, start: datetime, end: datetime) -> Iterable[Duty]:
    found = Duty.objects.select_related("person", "shift").filter(team=team, start__lt=end, end__gt=start)
    return found.order_by("start", "id")


def _persons(team: Team, others: Iterable[Person]) -> list[Person]:
    """The members by name, then whoever else has something in these days."""
    members = list(team.members.filter(active=True).order_by("name", "pk"))
    known = {person.pk for person in members}
    rest = {person.pk: person for person in others if person.pk not in known}
    return [*members, *sorted(rest.values(), key=lambda person: (person.name, person.pk))]


def _absences(persons: Iterable[Person], start: datetime, end: datetime) -> Iterable[Absence]:
    found = Absence.objects.select_related("stand_in").filter(person__in=[person.pk for person in persons])
    return found.filter(start__lt=end, end__gt=start)


def _cell(day: date, zone: ZoneInfo, own: "_Own") -> Cell:
    start, end = midnight(day, zone), midnight(day + _DAY, zone)
    away = [each for each in own.absences if each.start < end and each.end > start]
    return Cell(
        day=day,
        duties=[duty for duty in own.duties if start <= max(duty.start, own.since) < end],
        stands_in=[each for each in own.pieces if each.instead_of and start <= max(each.start, own.since) < end],
        away=away,
        away_all_day=any(each.start <= start and each.end >= end for each in away),
    )


@dataclass
class _Own:
    """What concerns one person; what began before `since` is told on the first day."""

    since: datetime
    duties: list[Duty] = field(default_factory=list)
    pieces: list[Presence] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    @property
    def hours(self) -> float:
        return round(sum((piece.end - piece.start).total_seconds() for piece in self.pieces) / 3600, 1)


def _gaps(team: Team, days: Sequence[date], hours: OpenHours) -> dict[date, list[Span]]:
    zone = zone_of(team)
    gaps: dict[date, list[Span]] = {day: [] for day in days}
    for start, end in uncovered(team.pk, hours, midnight(days[0], zone), midnight(days[-1] + _DAY, zone)):
        day = start.astimezone(zone).date()
        while midnight(day, zone) < end:
            if day in gaps:
                gaps[day].append((max(start, midnight(day, zone)), min(end, midnight(day + _DAY, zone))))
            day += _DAY
    return gaps
