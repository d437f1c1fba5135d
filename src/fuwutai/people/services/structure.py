"""Organisations, sites and departments."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.errors import Invalid
from fuwutai.people.models import Department, Organisation, Site
from fuwutai.people.permissions import EVERYWHERE, Actor, must_reach

_SAME = _("It must belong to the same organisation.")


def save_organisation(actor: Actor, organisation: Organisation) -> Organisation:
    """Save an organisation. A new or moved one needs the right to change the one it becomes part of."""
    stored = Organisation.objects.filter(pk=organisation.pk).first()
    if stored:
        actor.must("settings.edit", within=stored.path)
    if stored is None or stored.parent_id != organisation.parent_id:
        actor.must("settings.edit", within=organisation.parent.path if organisation.parent else EVERYWHERE)
    return changes.save(actor, organisation)


def save_site(actor: Actor, site: Site) -> Site:
    must_reach(actor, "settings.edit", site)
    return changes.save(actor, site)


def save_department(actor: Actor, department: Department) -> Department:
    """Save a department; what it is part of belongs to the same organisation."""
    must_reach(actor, "settings.edit", department)
    same = Department.objects.filter(organisation=department.organisation)
    if department.parent_id and not same.filter(pk=department.parent_id).exists():
        raise Invalid.at("parent", _SAME)
    if department.pk and department.children.exclude(organisation=department.organisation_id).exists():
        raise Invalid.at("organisation", _SAME)
    return changes.save(actor, department)
