"""What was said about how tickets were solved."""

from fuwutai.portal.models import Rating
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket


def of_cycle(ticket: Ticket) -> Rating | None:
    """What was said about the present cycle of the ticket."""
    return Rating.objects.filter(ticket=ticket, cycle=ticket.reopenings).first()


def of_ticket(ticket: Ticket) -> list[Rating]:
    """One for each cycle that was rated, the newest first."""
    return list(Rating.objects.filter(ticket=ticket).select_related("person").order_by("-cycle"))


def is_due(ticket: Ticket) -> bool:
    """Whether the ticket can be rated now."""
    return ticket.state == State.CLOSED
