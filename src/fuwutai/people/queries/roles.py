"""The permission table, and who holds which role."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from fuwutai.core import typed
from fuwutai.people.models import Holding, Role
from fuwutai.people.permissions import Actor, Permission, declared, holdings


@dataclass(frozen=True)
class WantedHolders:
    """What the list of holders is narrowed to."""

    text: str = ""
    role: int = 0
    organisation: int = 0

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "WantedHolders":
        numbers = {name: typed.number(values.get(name, "")) or 0 for name in ("role", "organisation")}
        return cls(text=values.get("q", "").strip()[:100], **numbers)


def holders(actor: Actor, wanted: WantedHolders) -> QuerySet[Holding]:
    """What is held, role by role, then by name."""
    found = holdings(actor)
    if wanted.role:
        found = found.filter(role=wanted.role)
    if wanted.organisation:
        found = found.filter(organisation=wanted.organisation)
    if wanted.text:
        names = Q(person__name__icontains=wanted.text) | Q(person__other_name__icontains=wanted.text)
        found = found.filter(names | Q(person__staff_number__startswith=wanted.text))
    return found.order_by("role__position", "role_id", "person__name", "id")


def ticks() -> dict[Role, set[str]]:
    """The permission table: each role in its order with what it allows."""
    return {role: {grant.permission for grant in role.grants.all()} for role in Role.objects.prefetch_related("grants")}


def permission_groups() -> list[tuple[str, list[Permission]]]:
    """The lines of the permission table, group by group in the order they were declared."""
    groups: dict[str, list[Permission]] = {}
    for permission in declared():
        groups.setdefault(str(permission.group), []).append(permission)
    return list(groups.items())
