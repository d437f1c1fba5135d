"""What a page gets back after a ticket was changed."""

import json
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fuwutai.core import htmx, pages, toasts
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.tickets import disclosure, permissions
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import sentences, ticket
from fuwutai.timeline import queries as timeline

# Lists, pool and reading pane listen for it and fetch themselves anew.
CHANGED = "ticket-changed"


def changed(request: ActorRequest, verb: Verb, found: Ticket) -> HttpResponse:
    """The answer to a verb that was carried out: fragments for the ticket's page, a word for every other."""
    said = _("%(number)s: %(what)s") % {"number": f"#{found.pk}", "what": what_was_done(request.actor, found)}
    url = reverse("tickets:detail", args=[found.pk])
    if not permissions.visible(request.actor).filter(pk=found.pk).exists():
        # It went where this actor does not follow, as when second line returns it.
        url = reverse("tickets:mine")
    elif _is_swapped(request):
        return _fragments(request, verb, found, said)
    toasts.say(request, said)
    if request.htmx and request.htmx.target != "dialog":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return htmx.go(request, url)


def told(text: str, *, undo: str = "") -> str:
    """The header that closes the dialog, says what was done and lets lists look again."""
    toast = {"text": text, "undo": undo} if undo else {"text": text}
    # The standard library escapes all but ASCII, which is what a header may hold.
    return json.dumps({"dialog-close": True, CHANGED: True, "toast": toast})


def _is_swapped(request: ActorRequest) -> bool:
    """Whether the page that asked stays where it is; a dialog opened as a page of its own does not."""
    return bool(request.htmx) and request.htmx.target == "dialog" and _page_of(request) != request.path


def _fragments(request: ActorRequest, verb: Verb, found: Ticket, said: str) -> HttpResponse:
    trigger = told(said, undo=_undo(request, verb, found))
    if not is_on_its_page(request, found):
        return HttpResponse(status=204, headers={"HX-Trigger": trigger})
    response = pages.render(request, "tickets/changed.html", fragments(request, found))
    response.headers["HX-Trigger"] = trigger
    return response


def is_on_its_page(request: ActorRequest, found: Ticket) -> bool:
    """Whether the ticket's own page asked, and not a list or the pool."""
    return _page_of(request) == reverse("tickets:detail", args=[found.pk])


def news(request: ActorRequest, found: Ticket) -> bytes:
    """The ticket's page as it is now, to be swapped in beside whatever else is answered."""
    return pages.render(request, "tickets/changed.html", fragments(request, found)).content


def fragments(request: ActorRequest, found: Ticket) -> dict[str, Any]:
    """What `tickets/changed.html` needs: the ticket fetched anew, as its relations may have changed too."""
    fresh = permissions.fetch_for_work(request.actor, found.pk)
    return {"page": ticket.of(request.actor, fresh), "oob": True}


def _undo(request: ActorRequest, verb: Verb, found: Ticket) -> str:
    possible = {each.key: each for each in permissions.possible(request.actor, found)} if verb.undone_by else {}
    back = possible.get(verb.undone_by)
    return reverse("tickets:act", args=[found.pk, back.noun]) if back else ""


def what_was_done(actor: Actor, found: Ticket) -> SafeString | str:
    """The newest entry in words."""
    entry = timeline.newest(found)
    return strip_tags(sentences.of(entry, found.kind, disclosure.others(actor, [entry]))) if entry else ""


def _page_of(request: ActorRequest) -> str:
    """The path of the page that asked, as htmx tells it."""
    return (request.htmx.current_url_abs_path or "").split("?")[0].split("#")[0]
