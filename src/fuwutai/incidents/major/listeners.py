"""What rooms do about what happens to tickets, in the transaction of the ticket."""

from fuwutai.core.prepared import Given, Prepared
from fuwutai.incidents.major import permissions
from fuwutai.incidents.major.choices import RUNNING
from fuwutai.incidents.major.models import MajorIncident
from fuwutai.incidents.major.services import rooms
from fuwutai.tickets.choices import LIVING, OPEN, Grade, State
from fuwutai.tickets.facts import TicketActed, TicketLogged

_STATE = Prepared(lambda: MajorIncident.objects.filter(ticket=Given("ticket")).values_list("state", flat=True))


def ticket_logged(fact: TicketLogged) -> None:
    if fact.ticket.grade == Grade.MAJOR:
        rooms.open_for(fact.actor, fact.ticket)


def ticket_acted(fact: TicketActed) -> None:
    """Open the room of a ticket that is major now, close that of one that is not any more, move that of a merged one.

    A room that is over opens again only with its ticket, or when the class was set anew.
    """
    ticket = fact.ticket
    state = next(iter(_STATE(ticket=ticket.pk)), None)
    if ticket.grade == Grade.MAJOR and ticket.state in LIVING:
        if state is None or (state not in RUNNING and _became_major(fact, state)):
            rooms.open_for(fact.actor, ticket)
    elif state in RUNNING and ticket.state == State.MERGED:
        rooms.move(fact.actor, ticket)
    elif state in RUNNING and (ticket.grade != Grade.MAJOR or ticket.state == State.CANCELLED):
        room = MajorIncident.objects.select_related("ticket__organisation").get(ticket=ticket)
        because = "cancelled" if ticket.state == State.CANCELLED else "class"
        rooms.close(fact.actor, permissions.held(room), because=because)


def _became_major(fact: TicketActed, state: str) -> bool:
    reopened = fact.before not in OPEN and fact.ticket.state in OPEN
    return state == "stood_down" or reopened or "grade" in fact.entry.details.get("changes", {})
