"""Settings: who hears that a promise runs out, as a ladder of steps along its time."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.configuration import queries as changes
from fuwutai.core.configuration.settings import Column, Setting, Words
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.htmx import go
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.permissions import Actor
from fuwutai.service_levels import ladder, permissions
from fuwutai.service_levels.forms.plans import PlanForm, StepForm
from fuwutai.service_levels.models import Plan, Step
from fuwutai.service_levels.permissions import CONFIGURE
from fuwutai.service_levels.services import plans as services

_CHANGED = "plan-changed"
_may_configure = permission_required(CONFIGURE)


def _plans(actor: Actor) -> QuerySet[Plan]:
    return permissions.plans(actor)


PLANS = Setting(
    name="plans",
    permission=CONFIGURE,
    everywhere=True,
    icon="stairs-up",
    page="service_levels:plan",
    words=Words(
        title=_("Escalation plans"),
        lead=_("Who hears of a promise before it runs out and after it is broken. Agreements choose one."),
        new=_("New plan"),
        empty=_("Without a plan nobody hears that time runs out. Begin with whoever works on it, end with management."),
    ),
    form=PlanForm,
    rows=_plans,
    save=services.save_plan,
    columns=(
        Column(pgettext_lazy("of an escalation", "Steps"), lambda row: row.record.step_count, kind="number"),
        Column(_("Agreements"), lambda row: row.record.used_by, kind="number"),
    ),
)


@_may_configure
def plan(request: ActorRequest, pk: int) -> HttpResponse:
    """A plan: its name, and its steps on the line of time."""
    record = permissions.fetch_plan(request.actor, pk)
    form = PlanForm(request.POST or None, instance=record, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_plan(request.actor, record)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("“%(name)s” was saved.") % {"name": record})
            return go(request, request.path)
    # A form that was refused has already written into the record.
    stored = permissions.fetch_plan(request.actor, pk)
    context = {"plan": stored, "form": form, "ladder": ladder.of(stored), "history": changes.of_record(stored)[:5]}
    part = "steps" if request.htmx and request.method == "GET" else ""
    return pages.render(request, "service_levels/plans/plan.html", context, block=part, status=form.status)


@_may_configure
def new_step(request: ActorRequest, pk: int) -> HttpResponse:
    return _edited(request, Step(plan=permissions.fetch_plan(request.actor, pk)))


@_may_configure
def step(request: ActorRequest, pk: int) -> HttpResponse:
    return _edited(request, permissions.fetch_step(request.actor, pk))


def _edited(request: ActorRequest, record: Step) -> HttpResponse:
    form = StepForm(request.POST or None, instance=record, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_step(request.actor, form.instance)
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
        else:
            said = _("The step was saved. Clocks that are on follow it; nobody is told of what is past.")
            return toasts.done(said, _CHANGED) if request.htmx else _back(request, record, said)
    template = "service_levels/plans/step.html"
    context = {"form": form, "step": record, "action": request.path}
    part = "sheet" if request.htmx else ""
    return pages.render(request, template, context, block=part, status=form.status)


@require_POST
@_may_configure
def remove_step(request: ActorRequest, pk: int) -> HttpResponse:
    record = permissions.fetch_step(request.actor, pk)
    services.remove_step(request.actor, record)
    said = _("The step was removed.")
    return toasts.done(said, _CHANGED) if request.htmx else _back(request, record, said)


def _back(request: ActorRequest, record: Step, said: object) -> HttpResponse:
    toasts.say(request, str(said))
    return go(request, reverse("service_levels:plan", args=[record.plan_id]))
