"""The composer below the story: a public reply or an internal note."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts, typed
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import permissions, services
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import dialogs, story, ticket
from fuwutai.tickets.pages.story import Item
from fuwutai.tickets.views import answers


@staff_required
@require_POST
def write(request: ActorRequest, number: int) -> HttpResponseBase:
    """Send what stands in the composer. What the requester said meanwhile must be seen before a reply goes out."""
    found = permissions.fetch_for_work(request.actor, number)
    verb = permissions.verb_of(found, "note" if request.POST.get("mode") == "note" else "reply")
    form = dialogs.filled(verb, found, request.actor, request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, found, error=next(str(errors[0]) for errors in form.errors.values()))
    news = _said_meanwhile(request, found) if verb.public else []
    if news:
        return _refused(request, found, news=news, status=409)
    values = dict(form.cleaned_data)
    uploads = values.pop("files", [])
    try:
        done = services.act(request.actor, number, verb.key, values, uploads=uploads)
    except Invalid as refusal:
        return _refused(request, found, error=str(refusal))
    except Conflict as refusal:
        return _refused(request, found, error=str(refusal), status=refusal.status)
    said = _("The reply was sent.") if verb.public else _("The note was saved.")
    return _sent(request, done, said)


def _said_meanwhile(request: ActorRequest, found: Ticket) -> list[Item]:
    seen = typed.number(request.POST.get("seen"))
    items = story.since(request.actor, found, seen) if seen is not None else []
    return [item for item in items if item.is_message and item.number != request.actor.person_id]


def _refused(
    request: ActorRequest, found: Ticket, *, error: str = "", news: list[Item] | None = None, status: int = 422
) -> HttpResponse:
    written: dict[str, Any] = {
        "mode": request.POST.get("mode", "reply"),
        "text": request.POST.get("text", ""),
        "also": [typed.number(key) for key in request.POST.getlist("also")],
        "mentions": dialogs.persons(request.POST.getlist("mentions")),
    }
    context = {"page": ticket.of(request.actor, found), "written": written, "error": error, "news": news or []}
    template = "tickets/_composer.html" if request.htmx else "tickets/ticket.html"
    return pages.render(request, template, context, status=status)


def _sent(request: ActorRequest, done: Ticket, said: str) -> HttpResponse:
    """An empty composer in the place of the one that was sent, and the story with the new entry."""
    if not request.htmx:
        toasts.say(request, said)
        return redirect(f"{reverse('tickets:detail', args=[done.pk])}#composer")
    template = "tickets/sent.html" if answers.is_on_its_page(request, done) else "tickets/_composer.html"
    response = pages.render(request, template, answers.fragments(request, done))
    response.headers["HX-Trigger"] = answers.told(said)
    return response
