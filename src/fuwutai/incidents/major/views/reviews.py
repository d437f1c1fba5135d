"""The review of a major incident: written together, read on paper."""

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.htmx import go
from fuwutai.incidents.major import permissions, queries
from fuwutai.incidents.major.forms import ReviewForm
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.pages import room as page
from fuwutai.incidents.major.services import reviewing
from fuwutai.people.doors import ActorRequest, staff_required


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: ActorRequest, number: int) -> HttpResponseBase:
    """The review as it stands; whoever manages the incident writes it here."""
    room = permissions.fetch(request.actor, number)
    if request.method == "POST":
        permissions.must_manage(request.actor, room)
        form = ReviewForm(request.POST, instance=queries.review_of(room))
        if form.is_valid():
            reviewing.write(request.actor, room.ticket_id, parts=form.cleaned_data)
            toasts.say(request, _("The review was saved."))
            return go(request, reverse("major:review", args=[room.ticket_id]))
        return _draw(request, room, form, status=form.status)
    return _draw(request, room, ReviewForm(instance=queries.review_of(room)))


@staff_required
@require_POST
def finish(request: ActorRequest, number: int) -> HttpResponseBase:
    room = permissions.fetch(request.actor, number)
    try:
        reviewing.finish(request.actor, room.ticket_id)
    except (Invalid, Conflict) as refusal:
        toasts.say(request, str(refusal), tone="bad")
    else:
        toasts.say(request, _("The review is finished."))
    return go(request, reverse("major:review", args=[room.ticket_id]))


def _draw(request: ActorRequest, room: MajorIncident, form: ReviewForm, *, status: int = 200) -> HttpResponse:
    context = {"page": page.of(request.actor, room), "form": form, "review": queries.review_of(room)}
    return pages.render(request, "incidents/major/review.html", context, status=status)
