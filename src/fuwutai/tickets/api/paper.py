"""The paper form, and a ticket on paper, as PDF in the language of the call (mission A7)."""

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from fuwutai.core.api.shapes import Id
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself
from fuwutai.people.tokens import reads
from fuwutai.tickets import permissions
from fuwutai.tickets.api.routers import POOL, TICKETS
from fuwutai.tickets.paper import form, ticket

_PDF = {
    "responses": {
        200: {
            "description": "A PDF.",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class Copies(BaseModel):
    copies: int = Field(default=1, ge=1, le=form.MOST_COPIES, description="How many, each with its own number.")


@POOL.get("/paper-form", auth=reads, operation_id="printForm", summary="Print empty paper forms", openapi_extra=_PDF)
def print_form(request: ActorRequest, wanted: Query[Copies]) -> HttpResponse:
    drawn = form.draw(organisation=myself(request.actor).organisation.name, copies=wanted.copies)
    return HttpResponse(drawn, content_type="application/pdf")


@TICKETS.get(
    "/{int:number}/paper", auth=reads, operation_id="printTicket", summary="Print a ticket", openapi_extra=_PDF
)
def print_ticket(request: ActorRequest, number: Id) -> HttpResponse:
    """What is public of it, whoever prints it."""
    found = permissions.fetch(request.actor, number)
    return HttpResponse(ticket.draw(ticket.content(found)), content_type="application/pdf")
