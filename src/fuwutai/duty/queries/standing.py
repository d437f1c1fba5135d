"""Who is on duty. Every answer follows absences to the stand-in, and to the stand-in's stand-in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet

from fuwutai.calendars import queries as calendars
from fuwutai.core.prepared import Given, Prepared
from fuwutai.duty.models import Absence, Duty, Roster
from fuwutai.duty.presence import Absences, Presence, Span, Stand, without
from fuwutai.duty.presence import presences as in_pieces
from fuwutai.people.models import Membership, Person, Team

# Longer than any chain of stand-ins that people make; a ring ends by itself.
_LONGEST_CHAIN = 12
_INSTANT = timedelta(microseconds=1)
# Asked for everybody who is told anything; hardly anybody is away.
_AWAY = Prepared(
    lambda: Absence.objects.filter(
        person=Given("person"),
        start__lte=Given("moment", DateTimeField()),
        end__gt=Given("moment", DateTimeField()),
    ).values_list("pk", flat=True)[:1]
)


class OpenHours(Protocol):
    """The hours of a calendar, as `calendars.queries.working_time` gives them."""

    def spans(self, start: datetime, end: datetime) -> Iterable[Span]: ...


def on_duty(team_id: int, at: datetime) -> list[Person]:
    """Who is there for the team at that moment, in the order in which their duties began. Up to five statements."""
    return on_duty_by_team([team_id], at)[team_id]


def on_duty_by_team(team_ids: Iterable[int], at: datetime) -> dict[int, list[Person]]:
    """The same for many teams in as many statements. A team without a roster has all its members, in office hours."""
    found: dict[int, dict[int, Person]] = {pk: {} for pk in team_ids}
    rostered = _rostered(found)
    stands = [*_planned(rostered, at, at + _INSTANT), *_office(found.keys() - rostered, at)]
    for piece in in_pieces(stands, _absences(stands, at, at + _INSTANT)):
        if piece.start <= at < piece.end:
            found[piece.planned.team_id].setdefault(piece.person.pk, piece.person)
    return {team: list(persons.values()) for team, persons in found.items()}


def is_on_duty(person: Person, team_id: int, at: datetime) -> bool:
    return person in on_duty(team_id, at)


def stand_in_of(person: Person, at: datetime) -> Person | None:
    """Who has the duties of an absent person at that moment; None for whoever is not absent, or has nobody."""
    if not _AWAY(person=person.pk, moment=at):
        return None
    return _absences_of({person.pk}, at, at + _INSTANT).holder(person, at)


def absent(person_ids: Iterable[int], at: datetime) -> set[int]:
    """Which of these persons are away at that moment."""
    rows = Absence.objects.filter(person__in=set(person_ids), start__lte=at, end__gt=at)
    return set(rows.values_list("person", flat=True))


def next_duty(team_id: int, after: datetime) -> Presence | None:
    """The next time that somebody's duty begins; None where nothing is planned, as in a team without a roster."""
    duties = _duties([team_id]).filter(start__gt=after).order_by("start", "id")
    for batch in (duties[:20], duties[20:200]):
        stands = [_stand(duty) for duty in batch]
        pieces = in_pieces(stands, _absences(stands, after, max((each.end for each in stands), default=after)))
        if pieces:
            return pieces[0]
    return None


def presences(team_id: int, start: datetime, end: datetime) -> list[Presence]:
    """Who is there for a team that has a roster, piece by piece; duties that reach beyond the window are whole."""
    stands = _planned(_rostered([team_id]), start, end)
    reach = (min([start, *(each.start for each in stands)]), max([end, *(each.end for each in stands)]))
    return in_pieces(stands, _absences(stands, *reach))


def uncovered(team_id: int, hours: OpenHours, start: datetime, end: datetime) -> list[Span]:
    """When something is promised, by the `hours` of a calendar, and nobody is on duty (mission A8).

    Without a roster the members of the team are there in those hours, unless all of them are away.
    """
    promised = [(max(opens, start), min(closes, end)) for opens, closes in hours.spans(start, end)]
    promised = [(opens, closes) for opens, closes in promised if opens < closes]
    if _rostered([team_id]):
        pieces = presences(team_id, start, end)
    else:
        members = _members([team_id])[team_id]
        stands = [Stand(person, *span, team_id) for person in members for span in promised]
        pieces = in_pieces(stands, _absences(stands, start, end))
    return without(promised, ((piece.start, piece.end) for piece in pieces))


def _rostered(team_ids: Iterable[int]) -> set[int]:
    """Those of the teams whose roster says who is on duty: it is in use, and somebody was ever planned in it."""
    planned = Exists(Duty.objects.order_by().filter(team=OuterRef("team")))
    rosters = Roster.objects.order_by().filter(planned, team__in=list(team_ids), active=True)
    return set(rosters.values_list("team", flat=True))


def _duties(team_ids: Iterable[int]) -> QuerySet[Duty]:
    return Duty.objects.select_related("person", "shift").filter(team__in=list(team_ids))


def _planned(team_ids: Iterable[int], start: datetime, end: datetime) -> list[Stand]:
    wanted = list(team_ids)
    return [_stand(duty) for duty in _duties(wanted).filter(start__lt=end, end__gt=start)] if wanted else []


def _stand(duty: Duty) -> Stand:
    return Stand(duty.person, duty.start, duty.end, duty.team_id, duty.shift, duty.pk)


def _office(team_ids: Iterable[int], at: datetime) -> list[Stand]:
    """The members of the teams in whose organisation it is office hours."""
    teams = Team.objects.order_by().select_related("organisation").filter(pk__in=list(team_ids))
    open_teams = [team.pk for team in teams if _is_open(team, at)]
    members = _members(open_teams) if open_teams else {}
    return [Stand(person, at, at + _INSTANT, team) for team, persons in members.items() for person in persons]


def _is_open(team: Team, at: datetime) -> bool:
    home = team.organisation
    return calendars.is_working_time(at, country=home.country, zone=ZoneInfo(home.time_zone))


def _members(team_ids: Iterable[int]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = defaultdict(list)
    rows = Membership.objects.filter(team__in=list(team_ids), person__active=True).select_related("person")
    for seat in rows.order_by("person__name", "person_id"):
        found[seat.team_id].append(seat.person)
    return found


def _absences(stands: Sequence[Stand], start: datetime, end: datetime) -> Absences:
    return _absences_of({stand.person.pk for stand in stands}, start, end)


def _absences_of(person_ids: set[int], start: datetime, end: datetime) -> Absences:
    """Their absences and those of whoever stands in for them: one statement for each link of the longest chain."""
    found: list[Absence] = []
    asked: set[int] = set()
    for _link in range(_LONGEST_CHAIN):
        if not person_ids - asked:
            break
        rows = Absence.objects.select_related("stand_in").filter(person__in=person_ids - asked)
        fresh = list(rows.filter(start__lt=end, end__gt=start))
        asked |= person_ids
        found += fresh
        person_ids = {absence.stand_in_id for absence in fresh if absence.stand_in_id}
    return Absences(found)
