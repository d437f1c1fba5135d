"""A pattern for many weeks: what it would plan, and planning it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from fuwutai.calendars import queries as calendars
from fuwutai.duty import permissions, queries
from fuwutai.duty.models import Absence, Duty, Shift
from fuwutai.duty.presence import Span
from fuwutai.duty.rotation import IsTaken, Rhythm, Turn, taking_turns, the_same_again
from fuwutai.duty.services.planning import Slot, plan_all
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Wishes:
    """`way` is weekly, daily or copy; `on` is workdays, all or off (days off only); `first` is a local day."""

    way: str
    first: date
    weeks: int
    on: str = "all"
    shifts: tuple[Shift, ...] = ()
    persons: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Draft:
    """What a pattern would plan. `kept` counts shifts that somebody has already, which stay as they are."""

    turns: list[Turn] = field(default_factory=list)
    nobody: list[Turn] = field(default_factory=list)
    kept: int = 0

    @property
    def slots(self) -> list[Slot]:
        return [Slot(turn.person, turn.start, turn.end, turn.shift) for turn in self.turns if turn.person]

    @property
    def hours(self) -> dict[Person, float]:
        """How much of it each person gets, for whoever looks whether it is fair."""
        found: dict[Person, float] = {}
        for slot in self.slots:
            found[slot.person] = found.get(slot.person, 0) + (slot.end - slot.start).total_seconds() / 3600
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0].name)))


def draft(actor: Actor, team: Team, wishes: Wishes) -> Draft:
    """What the pattern would plan, without planning it."""
    permissions.must_plan(actor, team)
    zone = queries.zone_of(team)
    # A night of the last day ends after it; a day more on both sides sees everything that could collide.
    first = wishes.first - timedelta(days=wishes.first.weekday()) if wishes.way == "copy" else wishes.first
    start = queries.midnight(first - timedelta(days=8), zone)
    end = queries.midnight(first + wishes.weeks * _WEEK + timedelta(days=9), zone)
    known = list(Duty.objects.select_related("person", "shift").filter(start__lt=end, end__gt=start))
    own = [duty for duty in known if duty.team_id == team.pk]
    is_taken = _is_taken(known, Absence.objects.filter(start__lt=end, end__gt=start))
    if wishes.way == "copy":
        since, until = queries.midnight(first - _WEEK, zone), queries.midnight(first, zone)
        turns = the_same_again(
            [duty for duty in own if since <= duty.start < until], weeks=wishes.weeks, zone=zone, is_taken=is_taken
        )
    else:
        rhythm = Rhythm(wishes.persons, wishes.shifts, _days(team, wishes), weekly=wishes.way == "weekly")
        turns = taking_turns(rhythm, is_taken)
    return _sorted_out(turns, own)


def roll_out(actor: Actor, team: Team, wishes: Wishes) -> list[Duty]:
    """Plan the pattern. Raises Invalid where it plans nobody."""
    return plan_all(actor, team, draft(actor, team, wishes).slots)


def _days(team: Team, wishes: Wishes) -> tuple[date, ...]:
    days = [wishes.first + timedelta(days=number) for number in range(wishes.weeks * 7)]
    country = team.organisation.country
    worked = {day for day in days if wishes.on != "all" and calendars.is_working_day(day, country=country)}
    if wishes.on == "workdays":
        return tuple(day for day in days if day in worked)
    return tuple(day for day in days if day not in worked)


def _is_taken(duties: Iterable[Duty], absences: Iterable[Absence]) -> IsTaken:
    busy: dict[int, list[Span]] = {}
    spans = [(duty.person_id, duty.start, duty.end) for duty in duties]
    spans += [(absence.person_id, absence.start, absence.end) for absence in absences]
    for person_id, begins, ends in spans:
        busy.setdefault(person_id, []).append((begins, ends))

    def is_taken(person: Person, span: Span) -> bool:
        return any(start < span[1] and span[0] < end for start, end in busy.get(person.pk, ()))

    return is_taken


def _sorted_out(turns: Sequence[Turn], own: Iterable[Duty]) -> Draft:
    planned = {(duty.shift_id, duty.start, duty.end) for duty in own}
    fresh = [turn for turn in turns if (turn.shift.pk if turn.shift else None, turn.start, turn.end) not in planned]
    given = [turn for turn in fresh if turn.person]
    return Draft(given, [turn for turn in fresh if not turn.person], len(turns) - len(fresh))
