"""Where a page that is refused leads on to: what lies nearest to where its reader wanted to go."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.core import navigation
from fuwutai.people.permissions import Actor
from fuwutai.portal import permissions as portal


@dataclass(frozen=True)
class Ways:
    """The nearest page first; `search_url` takes `q`, and is empty for whoever did not sign in."""

    links: list[dict[str, Any]] = field(default_factory=list)
    search_url: str = ""


def on(request: HttpRequest, *, in_portal: bool) -> Ways:
    """Only what the reader may open, and nothing that tells whether there is what they asked for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.person_id:
        return Ways()
    if in_portal:
        return Ways(_in_portal(request, actor), reverse("portal:tickets"))
    link = navigation.nearest(request, "ways", "rail", "settings", "own")
    return Ways([link] if link else [], reverse("search:find"))


def _in_portal(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    mine = {"label": _("My tickets"), "url": reverse("portal:tickets"), "icon": "ticket"}
    ticket = _own_ticket(request, actor)
    link = ticket or navigation.nearest(request, "portal", "own") or mine
    return [mine if link["url"] == reverse("portal:home") else link]


def _own_ticket(request: HttpRequest, actor: Actor) -> dict[str, Any] | None:
    """Their own ticket, where somebody sent them the address that the desk sees it under."""
    match = request.resolver_match
    if match is None or match.view_name != "tickets:detail":
        return None
    number = match.kwargs["number"]
    if not portal.readable(actor).filter(pk=number).exists():
        return None
    label = _("Ticket #%(number)s") % {"number": number}
    return {"label": label, "url": reverse("portal:ticket", args=[number]), "icon": "ticket"}
