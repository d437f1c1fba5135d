"""Settings of dispatching: the ordered rules, capacities, and how it works in general."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.core import pages, toasts
from fuwutai.core.configuration.settings import Column, Setting, Sheet, Words
from fuwutai.core.configuration.views import EVERYWHERE
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.htmx import go
from fuwutai.core.trees import Row
from fuwutai.dispatch import doubts, permissions
from fuwutai.dispatch.forms import CapacityForm, DispatchRuleForm, PolicyForm
from fuwutai.dispatch.models import Capacity, DispatchRule
from fuwutai.dispatch.queries.matches import matches
from fuwutai.dispatch.queries.policy import in_force, policy
from fuwutai.dispatch.roles import CONFIGURE
from fuwutai.dispatch.services import configuration as services
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.permissions import Actor
from fuwutai.tickets.conditions import TICKETS

_may_configure = permission_required(CONFIGURE)


def _conditions(row: Row) -> str:
    return "; ".join(row.record.conditions(TICKETS).in_words())


def _way(row: Row) -> str:
    return str(row.record.get_way_display())


def _rules(actor: Actor) -> QuerySet[DispatchRule]:
    return permissions.rules(actor)


def _capacities(actor: Actor) -> QuerySet[Capacity]:
    return permissions.capacities(actor)


RULES = Setting(
    name="rules",
    permission=CONFIGURE,
    everywhere=True,
    icon="arrows-split-2",
    page="dispatch:rule",
    words=Words(
        title=_("Dispatch rules"),
        lead=_("Asked from the top for what comes to the pool; the first that holds sends it."),
        new=_("New rule"),
        empty=_("Without rules everything waits in the pool until somebody takes it. Begin with the surest one."),
    ),
    form=DispatchRuleForm,
    rows=_rules,
    save=services.save_rule,
    columns=(
        Column(_("Which tickets"), _conditions),
        Column(_("Group"), lambda row: row.record.team),
        Column(_("Who of the group"), _way),
    ),
)

CAPACITIES = Setting(
    name="capacities",
    permission=CONFIGURE,
    everywhere=True,
    icon="gauge",
    words=Words(
        title=_("Capacities"),
        lead=_("How many open tickets somebody gets by dispatching at most. What is on hold does not count."),
        new=_("New capacity"),
        empty=_("Nobody has a limit. Say it for a whole group first; for single people it can differ."),
    ),
    form=CapacityForm,
    rows=_capacities,
    save=services.save_capacity,
    remove=services.remove_capacity,
    columns=(
        Column(_("Holds for"), lambda row: _("everybody in the group") if row.record.team_id else _("the person")),
        Column(_("Open tickets at most"), lambda row: row.record.most, kind="number"),
    ),
)

POLICY = Sheet(
    name="policy",
    permission=CONFIGURE,
    title=_("Dispatching in general"),
    lead=_("What happens where no rule holds, after returns, and to what was claimed and nobody touches."),
    form=PolicyForm,
    row=policy,
    save=services.save_policy,
)


@_may_configure
def rules(request: ActorRequest) -> HttpResponse:
    """The rules in their order with what is strange about them, or those out of use."""
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    resting = request.GET.get("active") == "no"
    found = list(permissions.rules(request.actor).filter(active=not resting).order_by("position", "pk"))
    context = {
        "setting": RULES,
        "rules": [(rule, rule.conditions(TICKETS).in_words()) for rule in found],
        "doubts": {} if resting else doubts.about(in_force()),
        "resting": resting,
        "resting_count": permissions.rules(request.actor).filter(active=False).count(),
        "by_category": policy().by_category,
    }
    block = "rows" if request.htmx and request.htmx.target == "settings" else ""
    return pages.render(request, "dispatch/rules.html", context, block=block)


@_may_configure
def new_rule(request: ActorRequest) -> HttpResponse:
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    return _edited(request, DispatchRule())


@_may_configure
def rule(request: ActorRequest, pk: int) -> HttpResponse:
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    return _edited(request, permissions.fetch_rule(request.actor, pk))


@_may_configure
def count(request: ActorRequest, pk: int) -> HttpResponse:
    """How many open tickets fit a rule now; asked by each row of the list, so that none holds up the page."""
    found = permissions.fetch_rule(request.actor, pk)
    return pages.render(request, "dispatch/_count.html", {"matches": matches(request.actor, found)})


def _edited(request: ActorRequest, record: DispatchRule) -> HttpResponse:
    form = DispatchRuleForm(request.POST or None, instance=record, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_rule(request.actor, form.instance)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("“%(name)s” was saved.") % {"name": saved})
            return go(request, reverse("dispatch:rules"))
    return pages.render(request, "dispatch/rule.html", rule_page(form), status=form.status)


def rule_page(form: DispatchRuleForm) -> dict[str, Any]:
    """What the page of a rule shows: a new one has no id yet."""
    return {"form": form, "record": form.instance, "doubts": doubts.about(in_force()).get(form.instance.pk or 0, [])}
