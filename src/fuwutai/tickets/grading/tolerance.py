"""How long somebody can be left waiting: symptom x service class (mission C4)."""

from collections.abc import Mapping

from fuwutai.tickets.grading import rulebook
from fuwutai.tickets.models import Ticket

Table = Mapping[tuple[int, int], int]


def minutes(ticket: Ticket, *, table: Table | None = None) -> int | None:
    """The tolerable wait of the ticket in minutes, by another `table` if there is one.

    None where nobody named the symptom, or its cell is empty.
    """
    if ticket.symptom_id is None:
        return None
    known = rulebook.current().tolerance if table is None else table
    return known.get((ticket.symptom_id, ticket.service_class or rulebook.USUAL_CLASS))


def table() -> dict[tuple[int, int], int]:
    """The whole table: (symptom, service class) to minutes."""
    return dict(rulebook.current().tolerance)
