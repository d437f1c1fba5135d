"""On-site visits: planned, arrived, left with a report (mission C7)."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Conflict, Invalid
from fuwutai.tickets.choices import VisitState
from fuwutai.tickets.models import Visit
from fuwutai.tickets.services.change import Change


def plan_visit(change: Change) -> None:
    visit = Visit.objects.create(
        ticket=change.ticket,
        engineer=change.values["engineer"],
        place=change.values["place"],
        planned_at=change.values["planned_at"],
    )
    change.say(engineer=visit.engineer, place=visit.place, planned_at=visit.planned_at)
    change.named = [visit.engineer]


def arrive(change: Change) -> None:
    visit = _as_it_is(change, VisitState.PLANNED)
    visit.state, visit.arrived_at = VisitState.ON_SITE, change.at
    visit.save(update_fields=["state", "arrived_at"])
    change.say(engineer=visit.engineer, place=visit.place)


def leave(change: Change) -> None:
    """The engineer leaves; what was done there is the report."""
    visit = _as_it_is(change, VisitState.ON_SITE)
    if visit.arrived_at is None:
        raise Invalid(_("Record the arrival first."))
    if change.at < visit.arrived_at:
        raise Invalid.at("at", _("A visit can't end before it began."))
    visit.state, visit.left_at, visit.report = VisitState.DONE, change.at, change.values["report"]
    visit.save(update_fields=["state", "left_at", "report"])
    change.say(
        engineer=visit.engineer, place=visit.place, minutes=round((change.at - visit.arrived_at).total_seconds() / 60)
    )
    change.text = visit.report


def call_off_visit(change: Change) -> None:
    visit = _as_it_is(change, VisitState.PLANNED)
    visit.state = VisitState.CALLED_OFF
    visit.save(update_fields=["state"])
    change.say(engineer=visit.engineer, place=visit.place)
    change.text = change.values.get("reason", "")
    change.named = [visit.engineer]


def _as_it_is(change: Change, expected: VisitState) -> Visit:
    """The visit as it is now that the ticket is held. Raises Conflict when somebody was faster."""
    visit: Visit = change.values["visit"]
    visit.refresh_from_db(fields=["state", "arrived_at", "left_at", "report"])
    if visit.state != expected:
        raise Conflict(_("This visit is already further: %(state)s.") % {"state": visit.get_state_display()})
    return visit
