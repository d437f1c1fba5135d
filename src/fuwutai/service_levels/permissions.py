"""The only door from a request to how promises are escalated."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.people.permissions import EVERYWHERE, Actor, Permission
from fuwutai.service_levels.models import Plan, Step

CONFIGURE = "service_levels.configure"
PERMISSIONS = (
    Permission(
        CONFIGURE, _("Edit agreements and escalation plans"), _("Service levels"), ("desk_manager", "process_owner")
    ),
)


def plans(actor: Actor) -> QuerySet[Plan]:
    """Staff may know who hears of what."""
    every = Plan.objects.annotate(step_count=Count("steps", distinct=True), used_by=Count("agreement", distinct=True))
    return every if actor.is_staff else every.none()


def fetch_plan(actor: Actor, pk: int) -> Plan:
    """A plan to change. Raises Forbidden or NotFound."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    found = plans(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such escalation plan."))
    return found


def fetch_step(actor: Actor, pk: int) -> Step:
    """A step to change. Raises Forbidden or NotFound."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    found = Step.objects.select_related("plan", "hand_to").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such step; somebody may have removed it."))
    return found
