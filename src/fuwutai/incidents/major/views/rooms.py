"""The room, and what is done there with one click."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fuwutai.core import htmx, pages, typed
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.pages import room as page
from fuwutai.incidents.major.services import gathering, seats
from fuwutai.incidents.major.views.sheets import done
from fuwutai.people import permissions as people
from fuwutai.people.doors import ActorRequest, staff_required


@staff_required
@require_safe
def room(request: ActorRequest, number: int) -> HttpResponse:
    """The page; it asks for its living parts again and again."""
    found = permissions.fetch(request.actor, number)
    template = "incidents/major/news.html" if htmx.wants_fragment(request) else "incidents/major/room.html"
    return pages.render(request, template, {"page": page.of(request.actor, found)})


@staff_required
@require_POST
def arrive(request: ActorRequest, number: int) -> HttpResponseBase:
    found = permissions.fetch(request.actor, number)
    seats.arrive(request.actor, found.ticket_id)
    return done(request, found, _("You are in the room."))


@staff_required
@require_POST
def leave(request: ActorRequest, number: int) -> HttpResponseBase:
    """Leave oneself, or take somebody out."""
    found = permissions.fetch(request.actor, number)
    person = people.fetch_person(request.actor, typed.number(request.POST.get("person")) or 0)
    seats.leave(request.actor, found.ticket_id, person=person)
    return done(request, found, _("“%(name)s” left the room.") % {"name": person.name})


@staff_required
@require_POST
def gather(request: ActorRequest, number: int) -> HttpResponseBase:
    """Put the ticked tickets under this one."""
    found = permissions.fetch(request.actor, number)
    numbers = [key for text in request.POST.getlist("number") if (key := typed.number(text))]
    count = gathering.gather(request.actor, found.ticket_id, numbers=numbers)
    said = ngettext("One ticket was put under it.", "%(count)d tickets were put under it.", count) % {"count": count}
    return done(request, found, said if count else _("Nothing was ticked."))
