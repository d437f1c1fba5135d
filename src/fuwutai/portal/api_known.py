"""What is known already, by program: major incidents that everybody was told of, and what many report now."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from fuwutai.core.api import bodies, versions
from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.shapes import Id, Output
from fuwutai.core.errors import NotFound
from fuwutai.files.api import uploads_of
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import myself
from fuwutai.people.tokens import reads, writes
from fuwutai.portal import services
from fuwutai.portal.queries import known
from fuwutai.portal.services import Same
from fuwutai.suggestions.api import Written
from fuwutai.suggestions.queries import similar
from fuwutai.tickets.api import answers, reports
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import Report

KNOWN = Router(tags=["Tickets"])
CROWDS = Router(tags=["Tickets"])


class KnownIncident(Output):
    """What you were told, in your language. `mine` is the number of your own open ticket about it."""

    number: int
    title: str
    text: str
    told_at: datetime
    goes_on: bool
    mine: int | None


@KNOWN.get(
    "", auth=reads, response=list[KnownIncident], operation_id="listKnownIncidents",
    summary="List major incidents you were told of",
)  # fmt: skip
def list_known(request: ActorRequest) -> list[KnownIncident]:
    """Those that were told to everybody in your organisation."""
    return [
        KnownIncident(
            number=each.number, title=each.title, text=each.update.text, told_at=each.update.sent_at,
            goes_on=each.goes_on, mine=each.mine.pk if each.mine else None,
        )
        for each in known.told_to(myself(request.actor)).values()
    ]  # fmt: skip


@KNOWN.post(
    "/{int:number}/reports", auth=writes, response={201: answers.TicketRow}, operation_id="reportKnownIncident",
    summary="Say that a known incident hits you, too",
)  # fmt: skip
def report_known(request: ActorRequest, number: Id) -> Status[Ticket]:
    """A ticket of your own that lies under it and is answered with it; said twice it is the same one."""
    me = myself(request.actor)
    told = known.told_to(me).get(number)
    if told is None or not told.goes_on:
        raise NotFound(_("You were told of no such incident, or it is over."))
    report = Report(kind="incident", title=told.title, requester=me, channel=Channel.API)
    return Status(201, services.send(request.actor, report, key=None, same=Same(known=number)))


class Crowd(Output):
    """How many others of your organisation reported something like it within a day; 0 for a few."""

    colleagues: int


@CROWDS.get(
    "", auth=reads, response=Crowd, operation_id="getCrowd", summary="Ask how many colleagues report something like it"
)
def get_crowd(request: ActorRequest, written: Query[Written]) -> Crowd:
    """A number alone: nobody learns who, or what they wrote."""
    return Crowd(colleagues=similar.colleagues(request.actor, written.title, written.description))


@CROWDS.post(
    "/reports", auth=writes, response={201: answers.Ticket}, operation_id="reportWithCrowd",
    summary="Report what many others report now",
)  # fmt: skip
@bodies.with_files
def report_with_crowd(
    request: ActorRequest, response: HttpResponse, report: Sent[reports.NewTicket]
) -> Status[answers.Ticket]:
    """Say "it is the same for me": a ticket of your own, which lies under the common one once a desk gathers them."""
    told = reports.understand(request.actor, report, uploads_of(request))
    ticket = services.send(request.actor, told, key=None, same=Same(joins=True))
    ticket.refresh_from_db()
    versions.mark(response, ticket.version)
    return Status(201, answers.ticket(request.actor, ticket))
