from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fuwutai.core import pages, toasts
from fuwutai.notices import queries, services
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
    return pages.render(request, "notices/preferences.html", {"groups": groups})
