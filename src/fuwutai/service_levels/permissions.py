"""The only door from a request to how promises are escalated."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.people.permissions import EVERYWHERE, Actor, Permission
from fuwutai.rules.forms import of as catalogue
from fuwutai.service_levels import subjects
from fuwutai.service_levels.models import Agreement, Difference, Plan, Proposal, Step
from fuwutai.service_levels.subjects import CONFIGURE as CONFIGURE

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
    found: Step | None = Step.objects.select_related("plan", "hand_to").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such step; somebody may have removed it."))
    return found


def agreements(actor: Actor) -> QuerySet[Agreement]:
    """Staff may know what was agreed; what is left for older tickets is not edited any more."""
    every = Agreement.objects.filter(until=None).select_related("calendar", "team", "plan")
    return every if actor.is_staff else every.none()


def fetch_agreement(actor: Actor, pk: int) -> Agreement:
    """An agreement to change. Raises Forbidden or NotFound."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    found = agreements(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such agreement, or somebody changed it for new tickets; look at the list."))
    return found


def fetch_proposal(actor: Actor, pk: int) -> Proposal:
    """What somebody proposed; whoever may change the same may see it. Raises Forbidden or NotFound."""
    found = Proposal.objects.filter(pk=pk).first()
    if found is None:
        actor.must(CONFIGURE, within=EVERYWHERE)
        raise NotFound(_("There is no such proposal; they are kept for 30 days."))
    actor.must(subjects.of(found.subject).permission, within=EVERYWHERE)
    return found


def differences(actor: Actor, proposal: Proposal) -> QuerySet[Difference]:
    """What comes out differently, of the tickets that the actor may see."""
    visible = catalogue("tickets").visible(actor)
    return proposal.differences.filter(number__in=visible.values("pk")).select_related("team")
