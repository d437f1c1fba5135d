from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from fuwutai.core import htmx, pages
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets.permissions import fetch_for_work
from fuwutai.workspace.replies import permissions, queries, services, variables
from fuwutai.workspace.replies.choices import Use


@staff_required
def offered(request: ActorRequest, number: int) -> HttpResponse:
    """The templates that the composer of this ticket offers while somebody types."""
    ticket, words = fetch_for_work(request.actor, number), htmx.typed(request)
    use = Use.NOTE if request.GET.get("mode") == "note" else Use.REPLY
    context = {"templates": queries.offered(request.actor, ticket, use=use, words=words), "words": words}
    return pages.render(request, "workspace/replies/offered.html", context)


@staff_required
@require_POST
def use(request: ActorRequest, pk: int, number: int) -> JsonResponse:
    """The text of a template for this ticket; that it was used is counted."""
    ticket = fetch_for_work(request.actor, number)
    text = services.use(request.actor, permissions.fetch(request.actor, pk), ticket=ticket)
    return JsonResponse({"text": text}, headers={"Cache-Control": "no-store"})


@staff_required
@require_POST
def preview(request: ActorRequest) -> HttpResponse:
    """How a text could look that is being written."""
    pieces = variables.sample(request.POST.get("text", "")[:5_000])
    return pages.render(request, "workspace/replies/preview.html", {"pieces": pieces})
