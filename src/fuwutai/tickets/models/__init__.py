from fuwutai.tickets.models.arrangement import Habit
from fuwutai.tickets.models.configuration import Category, Policy, PriorityCell, ResolutionCode, ReturnReason
from fuwutai.tickets.models.contacts import Contact
from fuwutai.tickets.models.grading import GradeRule, MajorCondition, Symptom, ToleranceCell
from fuwutai.tickets.models.overrides import Override
from fuwutai.tickets.models.parts import Link, Participation, Task, Visit
from fuwutai.tickets.models.ticket import Ticket

__all__ = [
    "Category", "Contact", "GradeRule", "Habit", "Link", "MajorCondition", "Override", "Participation", "Policy",
    "PriorityCell", "ResolutionCode", "ReturnReason", "Symptom", "Task", "Ticket", "ToleranceCell", "Visit",
]  # fmt: skip
