from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from fuwutai.core import pages
from fuwutai.core.errors import NotFound
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.portal import permissions
from fuwutai.portal.queries import conversation, lists, progress, promises, ratings
from fuwutai.tickets import lifecycle, queries
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket

# What a requester may do from here; whoever is staff too does the rest in the workspace.
VERBS = ("say", "confirm", "reject", "cancel")


@require_safe
@login_required
def tickets_list(request: ActorRequest) -> HttpResponse:
    """Own tickets, or those of the departments one is key user of; a number that fits opens its ticket."""
    actor = request.actor
    text = request.GET.get("q", "").strip()[:200]
    number = lists.number_in(text)
    if number is not None and permissions.readable(actor).filter(pk=number).exists():
        return redirect("portal:ticket", number)
    wide = bool(actor.key_departments) and request.GET.get("of") == "departments"
    found = permissions.of_departments(actor) if wide else permissions.own(actor)
    before = lists.number_in(request.GET.get("before", ""))
    page = lists.page(found, text=text, before=before, in_past=request.GET.get("past") == "1")
    asked = {"q": text, "of": "departments" if wide else ""}
    following = {**asked, "before": page.before, "past": "1" if page.in_past else ""}
    context = {
        "page": page,
        "text": text,
        "wide": wide,
        "next_url": f"?{urlencode(_given(following))}" if page.before else None,
        "first_url": f"?{urlencode(_given(asked))}" if "before" in request.GET else None,
    }
    return pages.render(request, "portal/tickets.html", context)


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}


@require_safe
@login_required
def ticket(request: ActorRequest, number: int) -> HttpResponse:
    actor = request.actor
    try:
        found = permissions.fetch(actor, number)
    except NotFound:
        # A requester's link, opened by whoever helps them: for staff the ticket is in the workspace.
        if actor.is_staff and tickets.visible(actor).filter(pk=number).exists():
            return redirect("tickets:detail", number)
        raise
    return pages.render(request, "portal/ticket.html", context_of(actor, found))


def context_of(actor: Actor, found: Ticket) -> dict[str, object]:
    """Everything that the page of a ticket shows."""
    visit = progress.next_visits([found]).get(found.pk)
    arranged_at = conversation.arranged_at(found) or found.reported_at
    return {
        "ticket": found,
        "kind": lifecycle.get(found.kind),
        "progress": progress.of(found, visit=visit, policy=queries.policy(), arranged_at=arranged_at),
        "visit": visit,
        "promise": promises.of(found),
        "turns": conversation.of(actor, found),
        "possible": {verb.key: verb for verb in steps(actor, found)},
        "goes_on": _goes_on(actor, found),
        **_rating(actor, found),
    }


def _rating(actor: Actor, found: Ticket) -> dict[str, object]:
    """What was said about how it was, and whether the reader may say it."""
    if not ratings.is_due(found):
        return {"rating": None, "may_rate": False}
    return {"rating": ratings.of_cycle(found), "may_rate": permissions.may_rate(actor, found)}


def steps(actor: Actor, found: Ticket) -> list[Verb]:
    """What the reader may do to the ticket here and now."""
    return [verb for verb in tickets.possible(actor, found) if verb.key in VERBS]


def _goes_on(actor: Actor, found: Ticket) -> str:
    """The address of the ticket that this one was merged into, where the reader may see that one."""
    other = found.merged_into_id
    if other and permissions.readable(actor).filter(pk=other).exists():
        return reverse("portal:ticket", args=[other])
    return ""
