"""On-site visits: planned, arrived, left with a report (mission C7)."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid
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
    visit: Visit = change.values["visit"]
    visit.state, visit.arrived_at = VisitState.ON_SITE, change.at
    visit.save(update_fields=["state", "arrived_at"])
    change.say(engineer=visit.engineer, place=visit.place)


def leave(change: Change) -> None:
    """The engineer leaves; what was done there is the report."""
    visit: Visit = change.values["visit"]
    if visit.arrived_at is None:
        raise Invalid(_("Record the arrival first."))
    visit.state, visit.left_at, visit.report = VisitState.DONE, change.at, change.values["report"]
    visit.save(update_fields=["state", "left_at", "report"])
    change.say(engineer=visit.engineer, place=visit.place, minutes=round((change.at - visit.arrived_at).seconds / 60))
    change.text = visit.report


def call_off_visit(change: Change) -> None:
    visit: Visit = change.values["visit"]
    visit.state = VisitState.CALLED_OFF
    visit.save(update_fields=["state"])
    change.say(engineer=visit.engineer, place=visit.place)
    change.text = change.values.get("reason", "")
    change.named = [visit.engineer]
