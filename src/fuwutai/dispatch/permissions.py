"""The only door from a request to what dispatching keeps."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.dispatch.models import Capacity, Difference, DispatchRule, Trial
from fuwutai.dispatch.roles import CONFIGURE, SEE
from fuwutai.people.models import Team
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.people.permissions import teams as visible_teams
from fuwutai.tickets import permissions as tickets


def rules(actor: Actor) -> QuerySet[DispatchRule]:
    actor.must(SEE)
    return DispatchRule.objects.select_related("team", "skill")


def capacities(actor: Actor) -> QuerySet[Capacity]:
    actor.must(SEE)
    return Capacity.objects.select_related("team", "person")


def fetch_rule(actor: Actor, pk: int) -> DispatchRule:
    rule = rules(actor).filter(pk=pk).first()
    if rule is None:
        raise NotFound(_("There is no such rule."))
    return rule


def teams(actor: Actor) -> QuerySet[Team]:
    """The groups of which the actor may see who is free."""
    actor.must(SEE)
    return visible_teams(actor, SEE).filter(active=True).order_by("line", "id")


def trials(actor: Actor) -> QuerySet[Trial]:
    """What the actor has tried; nobody sees the trials of others."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    return Trial.objects.filter(asked_by=actor.person_id)


def fetch_trial(actor: Actor, pk: int) -> Trial:
    trial = trials(actor).filter(pk=pk).first()
    if trial is None:
        raise NotFound(_("There is no such trial of yours; they are kept for 30 days."))
    return trial


def differences(actor: Actor, trial: Trial) -> QuerySet[Difference]:
    """The tickets of a trial that would have gone elsewhere, as far as the actor may see them; the newest first."""
    seen = trial.differences.filter(ticket__in=tickets.visible(actor).values("pk"))
    return seen.select_related("ticket", "present", "tried").order_by("-ticket")
