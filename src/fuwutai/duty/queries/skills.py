"""Who can do what (mission A14)."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from fuwutai.duty.choices import SkillLevel
from fuwutai.duty.models import SkillOf
from fuwutai.people.models import Person


def persons_with(skill_ids: Iterable[int], *, level: int = SkillLevel.ABLE) -> QuerySet[Person]:
    """Active persons who have every one of the skills at `level` or above; everybody active when none is asked for."""
    wanted = set(skill_ids)
    found = Person.objects.filter(active=True)
    if not wanted:
        return found
    able = SkillOf.objects.order_by().filter(skill__in=wanted, skill__active=True, level__gte=level)
    holders = able.values("person").annotate(has=Count("skill")).filter(has=len(wanted))
    return found.filter(pk__in=holders.values("person"))


def levels_of(person_ids: Iterable[int], *, skill_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """The levels that these persons have in these skills, by person and skill; whoever has none is left out."""
    rows = SkillOf.objects.filter(person__in=set(person_ids), skill__in=set(skill_ids))
    return {(person, skill): level for person, skill, level in rows.values_list("person", "skill", "level")}
