"""Service desks and support groups, and who is in them (mission A3)."""

from collections.abc import Iterable

from django.db import transaction

from fuwutai.core.configuration import changes
from fuwutai.people.models import Membership, Person, Team
from fuwutai.people.permissions import Actor, must_reach


def save_team(actor: Actor, team: Team) -> Team:
    must_reach(actor, "teams.edit", team)
    return changes.save(actor, team)


def set_members(actor: Actor, team: Team, *, persons: Iterable[Person]) -> Team:
    """Let exactly `persons` be the members of `team`."""
    must_reach(actor, "teams.edit", team)
    wanted = {person.pk: person for person in persons}
    with transaction.atomic():
        before = {person.pk: person for person in team.members.select_for_update(of=("self",))}
        Membership.objects.filter(team=team, person__in=before.keys() - wanted.keys()).delete()
        Membership.objects.bulk_create(
            [Membership(team=team, person=wanted[pk]) for pk in wanted.keys() - before.keys()], ignore_conflicts=True
        )
        if before.keys() != wanted.keys():
            changes.note(actor, team, {"members": (_names(before.values()), _names(wanted.values()))})
    return team


def join_team(person: Person, *, team: Team) -> Membership:
    return Membership.objects.get_or_create(person=person, team=team)[0]


def _names(persons: Iterable[Person]) -> list[str]:
    return sorted(person.name for person in persons)
