"""The settings page of backups."""

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from fuwutai.core import pages, toasts
from fuwutai.core.configuration import queries as changes
from fuwutai.core.errors import Refusal
from fuwutai.core.htmx import go
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.site.backup import planned
from fuwutai.site.backup.forms import PlanForm


@permission_required("system.backup")
def plan(request: ActorRequest) -> HttpResponseBase:
    """When backups are made, where to, and what became of the last one."""
    request.actor.must("system.backup", within=EVERYWHERE)
    found = planned.plan()
    form = PlanForm(request.POST or None, instance=found, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            planned.save_plan(request.actor, form.instance)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toasts.say(request, _("Saved. It holds from now on."))
            return go(request, request.path)
    context = {"form": form, "plan": planned.plan(), "history": changes.of_record(found)[:5]}
    return pages.render(request, "site/backup.html", context, status=form.status)
