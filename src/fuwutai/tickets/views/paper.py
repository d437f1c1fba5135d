"""Printed pages, in the reader's language."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself
from fuwutai.tickets import permissions
from fuwutai.tickets.paper import form, ticket


@require_safe
@login_required
def paper_form(request: ActorRequest) -> HttpResponse:
    """Empty forms, each with its own number; `?copies=20` to have some lying ready."""
    asked = request.GET.get("copies", "")
    copies = min(int(asked), form.MOST_COPIES) if asked.isdecimal() and len(asked) < 4 else 1
    drawn = form.draw(organisation=myself(request.actor).organisation.name, copies=max(copies, 1))
    return _pdf(drawn, "service-desk-form.pdf")


@require_safe
@login_required
def paper_of_ticket(request: ActorRequest, number: int) -> HttpResponse:
    """A ticket with what is public of it, whoever prints it."""
    found = permissions.fetch(request.actor, number)
    return _pdf(ticket.draw(ticket.content(found)), f"ticket-{number}.pdf")


def _pdf(drawn: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)
