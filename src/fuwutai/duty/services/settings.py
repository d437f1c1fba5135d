"""Shifts, skills, and who has which skill."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from fuwutai.core.configuration import changes
from fuwutai.duty import permissions
from fuwutai.duty.models import Shift, Skill, SkillOf
from fuwutai.people.models import Person
from fuwutai.people.permissions import EVERYWHERE, Actor

PERMISSION = "duty.settings"


def save_shift(actor: Actor, shift: Shift) -> Shift:
    """Keep a shift. Duties that were planned with it keep their hours."""
    actor.must(PERMISSION, within=EVERYWHERE)
    return changes.save(actor, shift)


def save_skill(actor: Actor, skill: Skill) -> Skill:
    actor.must(PERMISSION, within=EVERYWHERE)
    return changes.save(actor, skill)


def set_skills(actor: Actor, person: Person, *, levels: Mapping[Skill, int]) -> None:
    """Let exactly these be what `person` can do."""
    permissions.must_set_skills(actor, person)
    wanted = [SkillOf(person=person, skill=skill, level=level) for skill, level in levels.items()]
    with transaction.atomic():
        held = list(SkillOf.objects.select_related("skill").filter(person=person))
        SkillOf.objects.filter(pk__in=[each.pk for each in held if each.skill not in levels]).delete()
        SkillOf.objects.bulk_create(
            wanted, update_conflicts=True, unique_fields=["person", "skill"], update_fields=["level"]
        )
        before, after = {"skills": _told(held)}, {"skills": _told(wanted)}
        changes.note(actor, person, changes.differences(before, after))


def _told(skills: Iterable[SkillOf]) -> list[str]:
    return sorted(f"{each.skill} ({each.level})" for each in skills)
