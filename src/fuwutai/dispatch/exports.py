"""What became of placements, as a file."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core import typed
from fuwutai.core.exports import lists as exported
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.dispatch.choices import PlacementOutcome
from fuwutai.dispatch.models import Placement
from fuwutai.dispatch.queries import outcomes
from fuwutai.dispatch.roles import SEE
from fuwutai.people.permissions import Actor

_USUAL_PERIOD = 30


def _placements(actor: Actor, query: QueryDict) -> QuerySet[Placement]:
    actor.must(SEE)
    days = typed.number(query.get("days", "")) or _USUAL_PERIOD
    rule, outcome = query.get("rule", ""), query.get("outcome", "")
    return outcomes.placements(
        actor,
        days=days if days in outcomes.PERIODS else _USUAL_PERIOD,
        rule=rule if rule == "category" or typed.number(rule) else "",
        outcome=outcome if outcome in PlacementOutcome.values else "",
    )


COLUMNS = (
    Column(_("Number"), lambda placement: placement.ticket_id, width=10),
    Column(_("Title"), lambda placement: placement.ticket.title, width=48),
    Column(_("Rule"), lambda placement: placement.rule, width=24),
    Column(_("Group"), lambda placement: placement.team, width=20),
    Column(_("Person"), lambda placement: placement.person, width=16),
    Column(_("Sent"), lambda placement: placement.placed_at, width=20, is_moment=True),
    Column(_("What became of it"), lambda placement: PlacementOutcome(placement.outcome).label, width=24),
    Column(_("Reason"), lambda placement: placement.reason, width=24),
    Column(_("When"), lambda placement: placement.ended_at, width=20, is_moment=True),
)


def declare() -> None:
    exported.declare(ExportedList("placements", _("Tickets that rules sent"), _placements, COLUMNS))
