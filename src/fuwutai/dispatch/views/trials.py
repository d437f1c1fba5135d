"""Trying rules on past tickets: ask, watch, read."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from fuwutai.core import pages, typed
from fuwutai.core.configuration.views import EVERYWHERE
from fuwutai.core.errors import Invalid
from fuwutai.core.htmx import go
from fuwutai.dispatch import permissions
from fuwutai.dispatch.forms import DispatchRuleForm
from fuwutai.dispatch.models import DispatchRule
from fuwutai.dispatch.pages import trial_page
from fuwutai.dispatch.roles import CONFIGURE
from fuwutai.dispatch.services import configuration, trying
from fuwutai.dispatch.views.settings import rule_page
from fuwutai.people.doors import ActorRequest, permission_required

_may_configure = permission_required(CONFIGURE)


@require_POST
@_may_configure
def ask(request: ActorRequest, pk: int = 0) -> HttpResponse:
    """Try a rule as it stands in its form, without saving it."""
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    record = permissions.fetch_rule(request.actor, pk) if pk else DispatchRule(position=32_000)
    form = DispatchRuleForm(request.POST, instance=record, actor=request.actor)
    if form.is_valid():
        try:
            configuration.check_rule(request.actor, form.instance)
            days = min(max(typed.number(request.POST.get("days", "")) or 90, 1), 730)
            found = trying.ask(request.actor, form.instance, days=days)
            return go(request, reverse("dispatch:trial", args=[found.pk]))
        except Invalid as refusal:
            form.refuse(refusal)
    return pages.render(request, "dispatch/rule.html", rule_page(form), status=422)


@_may_configure
def trial(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is, then what would have been different."""
    found = permissions.fetch_trial(request.actor, pk)
    if request.htmx and request.htmx.target == "progress":
        if not found.is_working:
            return go(request, request.path)
        return pages.render(request, "dispatch/trial.html", {"trial": found}, block="progress")
    context = {"trial": found, "shown": None if found.is_working else trial_page(request.actor, found)}
    return pages.render(request, "dispatch/trial.html", context)
