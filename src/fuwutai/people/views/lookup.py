"""People found while somebody types; the answers of ui/lookup.html."""

from django.http import HttpResponseBase

from fuwutai.core import htmx, pages
from fuwutai.people import queries
from fuwutai.people.doors import ActorRequest, staff_required


@staff_required
def persons(request: ActorRequest) -> HttpResponseBase:
    """Whom the typed words fit; `only=staff` leaves those who are in a team."""
    words = htmx.typed(request)
    search = queries.search_colleagues if request.GET.get("only") == "staff" else queries.search_persons
    context = {"persons": search(request.actor, words, most=8), "words": words}
    return pages.render(request, "people/found.html", context)
