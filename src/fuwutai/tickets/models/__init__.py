from fuwutai.tickets.models.configuration import Category, Policy, PriorityCell, ResolutionCode, ReturnReason
from fuwutai.tickets.models.contacts import Contact
from fuwutai.tickets.models.parts import Link, Participation, Task, Visit
from fuwutai.tickets.models.ticket import Ticket

__all__ = [
    "Category", "Contact", "Link", "Participation", "Policy", "PriorityCell", "ResolutionCode", "ReturnReason",
    "Task", "Ticket", "Visit",
]  # fmt: skip
