"""The agreements as a file."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core import typed
from fuwutai.core.exports import lists as exported
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.rules.forms import of as catalogue
from fuwutai.service_levels import agreements, back_tests, permissions
from fuwutai.service_levels.choices import AgreementKind
from fuwutai.service_levels.models import Agreement, Difference
from fuwutai.service_levels.permissions import CONFIGURE


def _agreements(actor: Actor, query: QueryDict) -> QuerySet[Agreement]:
    actor.must(CONFIGURE, within=EVERYWHERE)
    kind = query.get("kind", "")
    wanted = kind if kind in AgreementKind.values else AgreementKind.SLA
    found = permissions.agreements(actor).filter(kind=wanted, active=query.get("active") != "no")
    return found.order_by("position", "id")


def _conditions(row: agreements.Row) -> str:
    return "; ".join(row.agreement.conditions(catalogue("tickets")).in_words())


def _times(row: agreements.Row) -> str:
    return "; ".join(f"{name}: {words}" for name, words in row.times)


COLUMNS = (
    Column(_("Name"), lambda row: row.agreement, width=28),
    Column(_("Group"), lambda row: row.agreement.team, width=20),
    Column(_("For which tickets"), _conditions, width=48),
    Column(_("Promised"), _times, width=40),
    Column(_("Working time"), lambda row: row.agreement.calendar, width=20),
    Column(_("Escalated by"), lambda row: row.agreement.plan, width=20),
)


def _differences(actor: Actor, query: QueryDict) -> QuerySet[Difference]:
    if "proposal" not in query:
        actor.must(CONFIGURE, within=EVERYWHERE)
        return Difference.objects.none()
    found = permissions.fetch_proposal(actor, typed.number(query["proposal"]) or 0)
    return permissions.differences(actor, found).order_by("-number", "id")


def _with_tickets(differences: list[Difference]) -> list[back_tests.Line]:
    tickets = catalogue("tickets").model._default_manager.in_bulk({one.number for one in differences})
    return [back_tests.Line(tickets[one.number], one) for one in differences if one.number in tickets]


DIFFERENCES = (
    Column(_("Number"), lambda line: line.difference.number, width=10),
    Column(_("Title"), lambda line: line.ticket.title, width=48),
    Column(_("Promise"), lambda line: line.metric.label, width=14),
    Column(_("Agreement"), lambda line: line.kind.label, width=24),
    Column(_("Group"), lambda line: line.difference.team, width=20),
    Column(_("Priority"), lambda line: line.difference.priority, width=10),
    Column(_("As it is"), lambda line: line.verdicts[0][0].label, width=18),
    Column(_("Due as it is"), lambda line: line.verdicts[0][1], width=20, is_moment=True),
    Column(_("As proposed"), lambda line: line.verdicts[1][0].label, width=18),
    Column(_("Due as proposed"), lambda line: line.verdicts[1][1], width=20, is_moment=True),
)


def declare() -> None:
    exported.declare(ExportedList("back-test", _("Tickets of a back-test"), _differences, DIFFERENCES, _with_tickets))
    exported.declare(ExportedList("agreements", _("Agreements"), _agreements, COLUMNS, agreements.rows))
