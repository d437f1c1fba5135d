"""How long somebody can be left waiting: symptom x service class (mission C4)."""

from fuwutai.tickets.grading import rulebook
from fuwutai.tickets.models import Ticket


def minutes(ticket: Ticket) -> int | None:
    """The tolerable wait of the ticket in minutes; None where nobody named the symptom, or its cell is empty."""
    if ticket.symptom_id is None:
        return None
    return rulebook.current().tolerance.get((ticket.symptom_id, ticket.service_class or rulebook.USUAL_CLASS))


def table() -> dict[tuple[int, int], int]:
    """The whole table: (symptom, service class) to minutes."""
    return dict(rulebook.current().tolerance)
