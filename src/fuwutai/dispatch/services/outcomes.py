"""What became of placements: which rules send things wrong (mission C6)."""

from fuwutai.core import clock
from fuwutai.core.prepared import Given, Prepared
from fuwutai.dispatch.choices import PlacementOutcome
from fuwutai.dispatch.models import Placement
from fuwutai.tickets.facts import TicketActed
from fuwutai.tickets.models import Ticket

# Verbs after which a placement may have come out.
TELLING = frozenset({"accept", "assign", "cancel", "hand_back", "refer", "resolve", "return"})
_TAKEN = {"accept", "resolve"}
_LATEST = Prepared(
    lambda: Placement.objects.filter(ticket=Given("ticket")).exclude(outcome=PlacementOutcome.LEFT).order_by("-pk")[:1]
)


def follow(fact: TicketActed) -> None:
    """Keep what this step says about the last placement of the ticket."""
    if fact.actor.is_system and fact.entry.verb == "assign":
        return
    latest = _LATEST.first(ticket=fact.ticket.pk)
    if latest is None or latest.outcome not in {PlacementOutcome.PLACED, PlacementOutcome.ACCEPTED}:
        return
    outcome = _outcome(fact, latest, fact.ticket)
    if outcome and outcome != latest.outcome:
        latest.outcome, latest.ended_at = outcome, clock.now()
        if outcome == PlacementOutcome.RETURNED:
            reason = fact.entry.details.get("reason") or {}
            latest.reason_id = reason.get("id")
        latest.save(update_fields=["outcome", "ended_at", "reason"])


def _outcome(fact: TicketActed, latest: Placement, ticket: Ticket) -> PlacementOutcome | None:
    verb = fact.entry.verb
    if verb in _TAKEN:
        return PlacementOutcome.ACCEPTED
    if verb == "return":
        # What was dispatched elsewhere by hand since comes back from there, not from where the rule sent it.
        came_from = (fact.entry.details.get("team") or {}).get("id")
        return PlacementOutcome.RETURNED if came_from == latest.team_id else None
    if verb == "hand_back":
        return PlacementOutcome.LAPSED
    if verb in {"assign", "refer"} and ticket.team_id != latest.team_id:
        return PlacementOutcome.MOVED
    return None
