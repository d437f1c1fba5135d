"""Listing, logging and reading tickets."""

from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Status
from pydantic import BaseModel, Field

from fuwutai.core.api import bodies, paging, versions
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.paging import Page, Paging
from fuwutai.core.api.shapes import Id, QueryId
from fuwutai.core.errors import Forbidden
from fuwutai.files.api import uploads_of
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import Actor
from fuwutai.people.tokens import reads, writes
from fuwutai.rules import conditions as rules
from fuwutai.tickets import permissions, queries, services
from fuwutai.tickets.api import answers, reports
from fuwutai.tickets.api.routers import TICKETS
from fuwutai.tickets.choices import Channel, Grade, State
from fuwutai.tickets.conditions import TICKETS as TICKET_FIELDS
from fuwutai.tickets.models import Ticket


class Narrowing(BaseModel):
    """Conditions; those left out hold for every ticket, several values of one mean any of them."""

    state: list[State] = Field(default=[], max_length=20)
    kind: list[Annotated[str, Field(max_length=30)]] = Field(default=[], max_length=20)
    grade: list[Grade] = Field(default=[], max_length=20)
    channel: list[Channel] = Field(default=[], max_length=20)
    team: QueryId | None = None
    assignee: QueryId | None = None
    owner: QueryId | None = None
    requester: QueryId | None = None
    category: QueryId | None = Field(default=None, description="With everything below it in the tree.")
    priority: Annotated[int, Field(ge=1, le=5)] | None = None
    unanswered: bool = Field(default=False, description="Only those whose requester waits for our answer.")
    returned: bool = Field(default=False, description="Only those that a group has returned.")
    text: str = Field(default="", max_length=200, description="Words of the title, a requester's name, or a number.")
    conditions: str = Field(
        default="", max_length=rules.LONGEST,
        description='As JSON, `{"all": [{"field": "grade", "op": "in", "value": ["major"]}]}`; see `getCatalogue`.',
    )  # fmt: skip

    def filter(self, actor: Actor) -> queries.Filter:
        """Raises Invalid when `conditions` can't be read, or name a record that the actor may not choose.

        They read what is internal, so whoever does not work here is refused: Forbidden.
        """
        if self.conditions and not (actor.is_staff or actor.is_system):
            raise Forbidden(_("Only those who work on tickets may ask by conditions."))
        asked = rules.read(self.conditions, TICKET_FIELDS)
        asked.check(actor)
        return queries.Filter(
            states=tuple(self.state), kinds=tuple(self.kind), grades=tuple(self.grade), channels=tuple(self.channel),
            team=self.team, assignee=self.assignee, owner=self.owner, requester=self.requester,
            category=self.category, priority=self.priority, unanswered=self.unanswered, returned=self.returned,
            text=self.text, extra=asked.to_q(),
        )  # fmt: skip


class TicketConditions(Narrowing, Paging):
    """The same, page by page."""


@TICKETS.get("", auth=reads, response=Page[answers.TicketRow], operation_id="listTickets", summary="List tickets")
def list_tickets(request: ActorRequest, wanted: Query[TicketConditions]) -> dict[str, object]:
    """The tickets that you may see, newest first."""
    place = paging.place_of(Ticket, wanted, by=["-id"])
    found = queries.newest(
        request.actor, wanted.filter(request.actor), before=place[0] if place else None, most=wanted.limit + 1
    )
    return paging.page_of(request, found, wanted, by=["-id"])


@TICKETS.post("", auth=writes, response={201: answers.Ticket}, operation_id="logTicket", summary="Log a ticket")
@bodies.with_files
def log_ticket(
    request: ActorRequest, response: HttpResponse, report: Sent[reports.NewTicket]
) -> Status[answers.Ticket]:
    """Make a ticket out of a report. The requester gets a receipt with its number."""
    told = reports.understand(request.actor, report, uploads_of(request))
    ticket = services.log(request.actor, told)
    versions.mark(response, ticket.version)
    response.headers["Location"] = f"{request.path}/{ticket.pk}"
    return Status(201, answers.ticket(request.actor, ticket))


@TICKETS.get("/{int:number}", auth=reads, response=answers.Ticket, operation_id="getTicket", summary="Read a ticket")
def get_ticket(request: ActorRequest, response: HttpResponse, number: Id) -> answers.Ticket:
    ticket = permissions.fetch(request.actor, number)
    versions.mark(response, ticket.version)
    return answers.ticket(request.actor, ticket)
