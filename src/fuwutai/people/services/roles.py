"""Roles, what they allow, and who holds them (mission N3)."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core import rows
from fuwutai.core.configuration import changes
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.people.models import Grant, Holding, Organisation, Person, Role
from fuwutai.people.permissions import EVERYWHERE, Actor, declared
from fuwutai.people.services.lockout import never_without_administrator


def save_role(actor: Actor, role: Role) -> Role:
    actor.must("people.roles", within=EVERYWHERE)
    return changes.save(actor, role)


def remove_role(actor: Actor, role: Role) -> None:
    """Remove a role of one's own making that nobody holds."""
    actor.must("people.roles", within=EVERYWHERE)
    if role.builtin:
        raise Conflict(_("“%(role)s” came with the product. Untick all it allows instead.") % {"role": role})
    with transaction.atomic():
        holders = role.holdings.count()
        if holders:
            raise Conflict(_("“%(role)s” is still held by %(count)d people.") % {"role": role, "count": holders})
        changes.remove(actor, role)


def set_grants(actor: Actor, grants: Mapping[Role, set[str]]) -> int:
    """Let each of these roles allow exactly what stands there; returns how many ticks changed.

    Takes effect with everybody's next request. Raises Invalid for a permission that does not exist, Conflict when
    nobody would be left who can edit roles.
    """
    actor.must("people.roles", within=EVERYWHERE)
    known = {permission.key for permission in declared()}
    unknown = set().union(*grants.values()) - known
    if unknown:
        raise Invalid(_("There is no permission “%(key)s”.") % {"key": sorted(unknown)[0]})
    changed = 0
    with never_without_administrator():
        for role, wanted in grants.items():
            before = set(role.grants.filter(permission__in=known).values_list("permission", flat=True))
            role.grants.filter(permission__in=before - wanted).delete()
            rows.insert([Grant(role=role, permission=key) for key in sorted(wanted - before)])
            turned = sorted(before ^ wanted)
            changes.note_table(
                actor, "people.grants", {key: (key in before, key in wanted) for key in turned}, record=role
            )
            changed += len(turned)
    return changed


def give_role(actor: Actor, person: Person, *, role: Role, organisation: Organisation | None) -> Holding:
    """Let `person` hold `role`, everywhere or only within an organisation that the actor reaches themselves."""
    actor.must("people.roles", within=organisation.path if organisation else EVERYWHERE)
    with transaction.atomic():
        held = Holding.objects.filter(person=person, role=role, organisation=organisation).first()
        if held:
            return held
        changes.note(actor, person, {"roles": (None, _named(role, organisation))})
        return hold_role(person, role=role, organisation=organisation)


def take_role(actor: Actor, holding: Holding) -> None:
    actor.must("people.roles", within=holding.organisation.path if holding.organisation else EVERYWHERE)
    with never_without_administrator():
        changes.note(actor, holding.person, {"roles": (_named(holding.role, holding.organisation), None)})
        holding.delete()


def hold_role(person: Person, *, role: Role, organisation: Organisation | None = None) -> Holding:
    return Holding.objects.get_or_create(person=person, role=role, organisation=organisation)[0]


def _named(role: Role, organisation: Organisation | None) -> str:
    return f"{role} ({organisation})" if organisation else str(role)
