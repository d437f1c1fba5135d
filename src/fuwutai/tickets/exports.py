"""Lists of tickets as files: the columns that a spreadsheet gets, and the rows as the pages show them."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core.exports import lists as exported
from fuwutai.core.exports.formats import CSV, XLSX, Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.people.choices import Line
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.tickets import filters, lifecycle, orders, queries
from fuwutai.tickets.choices import Channel, Degree, Grade, ServiceClass, State, WaitFor
from fuwutai.tickets.eventlog.formats import EVENT_LOGS
from fuwutai.tickets.models import PriorityCell, Ticket, ToleranceCell
from fuwutai.tickets.orders import Order
from fuwutai.tickets.pages import listing, lists


def _with_all(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """What the columns read, without the long texts that none of them shows."""
    related = ("requester", "organisation", "department", "category", "team", "assignee", "owner", "resolution_code")
    return tickets.select_related(*related).defer("description", "solution")


def _everything(actor: Actor, query: QueryDict) -> QuerySet[Ticket]:
    wanted = filters.read(actor, query)
    found, order = queries.tickets(actor, wanted.filter), listing.order_of(wanted, query.get("order", ""))
    return _with_all(lists.by_what_to_do(found) if order is Order.NEXT else orders.sort(found, order))


def _mine(actor: Actor, query: QueryDict) -> QuerySet[Ticket]:
    return _with_all(lists.by_what_to_do(lists.mine(actor, query.get("only", "")), actor=actor))


def _pool(actor: Actor, _query: QueryDict) -> QuerySet[Ticket]:
    return _with_all(queries.pool(actor))


def _matrix(actor: Actor, _query: QueryDict) -> QuerySet[PriorityCell]:
    actor.must("tickets.configure", within=EVERYWHERE)
    return PriorityCell.objects.order_by("impact", "urgency")


def _tolerance(actor: Actor, _query: QueryDict) -> QuerySet[ToleranceCell]:
    actor.must("tickets.configure", within=EVERYWHERE)
    return ToleranceCell.objects.select_related("symptom").order_by("symptom__position", "symptom", "service_class")


def reported(since: datetime | None, until: datetime | None) -> QuerySet[Ticket]:
    """All tickets that were reported in a period, the oldest first."""
    found = Ticket.objects.order_by("pk")
    if since:
        found = found.filter(reported_at__gte=since)
    return _with_all(found.filter(reported_at__lt=until) if until else found)


# Not `get_..._display`, which translates every choice at each call: half of the time of a row.
COLUMNS = (
    Column(_("Number"), lambda ticket: ticket.pk, width=10),
    Column(_("Title"), lambda ticket: ticket.title, width=48),
    Column(_("Kind"), lambda ticket: lifecycle.get(ticket.kind).label),
    Column(_("State"), lambda ticket: State(ticket.state).label),
    Column(_("Class"), lambda ticket: Grade(ticket.grade).label, width=10),
    Column(_("Priority"), lambda ticket: ticket.priority, width=10),
    Column(_("Requester"), lambda ticket: ticket.requester),
    Column(_("Organisation"), lambda ticket: ticket.organisation, width=24),
    Column(_("Department"), lambda ticket: ticket.department, width=24),
    Column(_("Channel"), lambda ticket: Channel(ticket.channel).label, width=12),
    Column(_("Category"), lambda ticket: ticket.category, width=24),
    Column(_("Affected service or device"), lambda ticket: ticket.affected_service, width=24),
    Column(_("People affected"), lambda ticket: ticket.affected_count, width=10),
    Column(_("Impact"), lambda ticket: Degree(ticket.impact).label, width=10),
    Column(_("Urgency"), lambda ticket: Degree(ticket.urgency).label, width=10),
    Column(_("Group"), lambda ticket: ticket.team, width=20),
    Column(_("Line"), lambda ticket: Line(ticket.line).label, width=10),
    Column(_("Assignee"), lambda ticket: ticket.assignee),
    Column(_("Owner"), lambda ticket: ticket.owner),
    Column(_("Waits for"), lambda ticket: WaitFor(ticket.wait_for).label if ticket.wait_for else None, width=20),
    Column(_("Resolution code"), lambda ticket: ticket.resolution_code, width=20),
    Column(_("Reported"), lambda ticket: ticket.reported_at, width=20, is_moment=True),
    Column(_("Accepted"), lambda ticket: ticket.accepted_at, width=20, is_moment=True),
    Column(_("First answer"), lambda ticket: ticket.responded_at, width=20, is_moment=True),
    Column(_("Resolved"), lambda ticket: ticket.resolved_at, width=20, is_moment=True),
    Column(_("Closed"), lambda ticket: ticket.closed_at, width=20, is_moment=True),
    Column(_("Times dispatched"), lambda ticket: ticket.assignments, width=10),
    Column(_("Times returned"), lambda ticket: ticket.returns, width=10),
    Column(_("Times reopened"), lambda ticket: ticket.reopenings, width=10),
    Column(_("Waiting for our answer"), lambda ticket: ticket.unanswered, width=10),
    Column(_("Number elsewhere"), lambda ticket: ticket.external_ref),
)
_MATRIX = (
    Column(_("Impact"), lambda cell: Degree(cell.impact).label, width=12),
    Column(_("Urgency"), lambda cell: Degree(cell.urgency).label, width=12),
    Column(_("Priority"), lambda cell: cell.priority, width=10),
)
_TOLERANCE = (
    Column(_("Symptom"), lambda cell: cell.symptom, width=24),
    Column(_("Service class"), lambda cell: ServiceClass(cell.service_class).label, width=16),
    Column(_("Minutes"), lambda cell: cell.minutes, width=10),
)
_FORMATS = (CSV, XLSX, *EVENT_LOGS)


def declare() -> None:
    exported.declare(
        ExportedList("tickets", _("All tickets"), _everything, COLUMNS, formats=_FORMATS),
        ExportedList("my-work", _("My work"), _mine, COLUMNS, formats=_FORMATS),
        ExportedList("pool", _("Pool"), _pool, COLUMNS, formats=_FORMATS),
        ExportedList("priority-matrix", _("Priority matrix"), _matrix, _MATRIX),
        ExportedList("tolerable-waiting", _("Tolerable waiting"), _tolerance, _TOLERANCE),
    )
