from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fuwutai.core import pages, toasts
from fuwutai.core.configuration.settings import Sheet
from fuwutai.notices import queries, services
from fuwutai.notices.forms import QuietHoursForm, StandardQuietHoursForm, initial_of
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: ActorRequest) -> HttpResponse:
    """What one is told, and by which way; what must be told can't be declined."""
    groups = queries.choices_of(request.actor)
    if request.method == "POST":
        ticked = set(request.POST.getlist("wanted"))
        asked = [(choice.kind, cell) for group in groups for choice in group.choices for cell in choice.cells]
        # What was left as it is goes on following the defaults.
        wanted = {
            (kind.key, str(cell.channel)): cell.name in ticked
            for kind, cell in asked
            if cell.offered and kind.can_be_declined and cell.wanted != (cell.name in ticked)
        }
        services.set_preferences(myself(request.actor), wanted)
        toasts.say(request, _("Saved."))
        return redirect("notices:preferences")
    return _page(request, QuietHoursForm(initial=_initial(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def quiet_hours(request: ActorRequest) -> HttpResponse:
    """When one is left in peace: as for everybody, never, or at hours of one's own."""
    form = QuietHoursForm(request.POST or None, initial=_initial(request))
    if request.method != "POST":
        return redirect("notices:preferences")
    if not form.is_valid():
        return _page(request, form, status=422)
    services.set_quiet_hours(myself(request.actor), form.hours)
    toasts.say(request, _("Saved. What waits follows the new hours."))
    return redirect("notices:preferences")


def _initial(request: ActorRequest) -> dict[str, Any]:
    person = myself(request.actor)
    return initial_of(queries.own_quiet_hours(person), queries.standard_quiet_hours())


def _page(request: ActorRequest, form: QuietHoursForm, *, status: int = 200) -> HttpResponse:
    context = {
        "groups": queries.choices_of(request.actor),
        "form": form,
        "standard": queries.standard_quiet_hours(),
        "zone": myself(request.actor).lives_in,
    }
    return pages.render(request, "notices/preferences.html", context, status=status)


STANDARD_HOURS = Sheet(
    name="standard-quiet-hours",
    permission="settings.edit",
    title=gettext_lazy("Quiet hours"),
    lead=gettext_lazy("When mail, SMS and chat wait until morning, for all who chose no hours of their own."),
    form=StandardQuietHoursForm,
    row=queries.standard_quiet_hours,
    save=services.save_standard_quiet_hours,
)
