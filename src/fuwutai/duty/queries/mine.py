"""What one person has before them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from fuwutai.duty.models import Absence, Duty
from fuwutai.duty.presence import Presence
from fuwutai.duty.queries.standing import presences
from fuwutai.people.models import Person

# How far back a calendar that is subscribed to remembers, and how far the page looks ahead.
_REMEMBERED = timedelta(days=90)


def duties_of(person: Person, *, after: datetime) -> QuerySet[Duty]:
    """What was planned for them and is not over."""
    found = Duty.objects.select_related("team__organisation", "shift", "person")
    return found.filter(person=person, end__gt=after).order_by("start", "id")


def absences_of(person: Person, *, after: datetime) -> QuerySet[Absence]:
    found = Absence.objects.select_related("stand_in", "person")
    return found.filter(person=person, end__gt=after).order_by("start", "id")


def standing_in(person: Person, *, after: datetime) -> QuerySet[Absence]:
    """For whom they were named to stand in."""
    found = Absence.objects.select_related("stand_in", "person")
    return found.filter(stand_in=person, end__gt=after).order_by("start", "id")


def feed_of(person: Person, *, at: datetime) -> QuerySet[Duty]:
    """What a calendar shows: three months back and all that is planned."""
    return duties_of(person, after=at - _REMEMBERED)


def stands_of(person: Person, *, after: datetime) -> list[Presence]:
    """The stretches in which they stand in for somebody, in whatever team."""
    absences = list(standing_in(person, after=after))
    if not absences:
        return []
    teams = set(
        Duty.objects.filter(person__in={each.person_id for each in absences}, end__gt=after).values_list(
            "team", flat=True
        )
    )
    start, end = min(each.start for each in absences), max(each.end for each in absences)
    found = [piece for team in sorted(teams) for piece in presences(team, max(start, after), end)]
    return [piece for piece in found if piece.person == person and piece.instead_of]
