"""People found while somebody types; the answers of ui/lookup.html."""

from django.http import HttpResponseBase

from fuwutai.core import pages
from fuwutai.people import queries
from fuwutai.people.doors import ActorRequest, staff_required


@staff_required
def persons(request: ActorRequest) -> HttpResponseBase:
    """Whom the typed words fit; `only=staff` leaves those who are in a team."""
    words = next((value for name, value in request.GET.items() if name.endswith("_words")), "")
    search = queries.search_colleagues if request.GET.get("only") == "staff" else queries.search_persons
    context = {"persons": search(request.actor, words[:100], most=8), "words": words.strip()}
    return pages.render(request, "people/found.html", context)
