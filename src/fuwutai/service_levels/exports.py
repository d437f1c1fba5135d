"""The agreements as a file."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core.exports import lists as exported
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.rules.forms import of as catalogue
from fuwutai.service_levels import agreements, permissions
from fuwutai.service_levels.choices import AgreementKind
from fuwutai.service_levels.models import Agreement
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


def declare() -> None:
    exported.declare(ExportedList("agreements", _("Agreements"), _agreements, COLUMNS, agreements.rows))
