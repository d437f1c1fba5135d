"""The hint that many people report the same: shown, explained, gathered, dismissed."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fuwutai.core import htmx, pages, toasts
from fuwutai.core.errors import Invalid
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.suggestions.models import Burst
from fuwutai.suggestions.queries import bursts
from fuwutai.suggestions.services import bursts as services


@staff_required
@require_safe
def hints(request: ActorRequest) -> HttpResponse:
    """What goes on now, above the pool and the lists."""
    return pages.render(request, "suggestions/hints.html", {"bursts": list(bursts.living(request.actor)[:3])})


@staff_required
@require_safe
def burst(request: ActorRequest, pk: int) -> HttpResponse:
    """Which tickets, and why."""
    return _sheet(request, bursts.fetch(request.actor, pk))


@staff_required
@require_POST
def gather(request: ActorRequest, pk: int) -> HttpResponse:
    parent, count, left_out = services.gather(request.actor, bursts.fetch(request.actor, pk))
    told = {"num": count, "number": parent.pk}
    said = ngettext(
        "%(num)d ticket lies under %(number)d now.", "%(num)d tickets lie under %(number)d now.", count
    ) % told  # fmt: skip
    if left_out:
        said += " " + _("%(num)d could not be put there; they stayed as they are.") % {"num": left_out}
    toasts.say(request, said)
    return htmx.go(request, reverse("tickets:detail", args=[parent.pk]))


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def dismiss(request: ActorRequest, pk: int) -> HttpResponse:
    """The question why it is not one thing, and its answer."""
    found, error = bursts.fetch(request.actor, pk), ""
    if request.method == "POST":
        try:
            services.dismiss(request.actor, found, reason=request.POST.get("reason", ""))
        except Invalid as refusal:
            error = str(refusal)
        else:
            toasts.say(request, _("The hint was dismissed."))
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {"burst": found, "error": error}
    return pages.render(request, "suggestions/dismissal.html", context, status=422 if error else 200)


def _sheet(request: ActorRequest, found: Burst) -> HttpResponse:
    context = {
        "burst": found,
        "tickets": bursts.members(request.actor, found),
        "may_gather": request.actor.can("tickets.desk", within=found.seed.organisation.path),
    }
    return pages.render(request, "suggestions/burst.html", context)
