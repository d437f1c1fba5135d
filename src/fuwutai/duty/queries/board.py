"""Who is on duty now, team by team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fuwutai.duty.models import Duty, Roster
from fuwutai.duty.presence import Presence
from fuwutai.duty.queries.standing import next_duty, on_duty_by_team
from fuwutai.people.models import Person, Team


@dataclass(frozen=True)
class Now:
    """`until` is when the last of those who are there now leaves; `next` who comes when nobody is there."""

    team: Team
    persons: list[Person]
    until: datetime | None
    next: Presence | None
    has_roster: bool


def board(teams: Iterable[Team], at: datetime) -> list[Now]:
    wanted = list(teams)
    there = on_duty_by_team([team.pk for team in wanted], at)
    ends = _ends(wanted, at)
    rostered = set(Roster.objects.filter(team__in=wanted, active=True).values_list("team", flat=True))
    return [_now(team, there[team.pk], ends, rostered, at) for team in wanted]


def _now(team: Team, persons: list[Person], ends: Mapping[int, datetime], rostered: set[int], at: datetime) -> Now:
    has_roster = team.pk in rostered
    coming = next_duty(team.pk, at) if has_roster and not persons else None
    return Now(team, persons, ends.get(team.pk), coming, has_roster)


def _ends(teams: Iterable[Team], at: datetime) -> dict[int, datetime]:
    running = Duty.objects.filter(team__in=list(teams), start__lte=at, end__gt=at).order_by("end")
    return dict(running.values_list("team", "end"))
