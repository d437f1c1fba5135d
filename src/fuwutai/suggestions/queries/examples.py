"""Past tickets to learn from."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from fuwutai.people.choices import TeamKind
from fuwutai.suggestions.choices import Field
from fuwutai.suggestions.learning import Example
from fuwutai.suggestions.lessons import Subject
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket

MOST = 40_000
_COLUMNS = (
    "title", "external_ref", "description", "affected_service", "channel", "requester", "department", "category",
    "symptom", "team",
)  # fmt: skip


def examples(field: Field, *, most: int = MOST) -> list[Example]:
    """The newest solved tickets that have the field, in the order in which they were reported."""
    rows = list(_solved(field).order_by("-pk").values_list("reported_at", "pk", *_COLUMNS)[:most])
    return [_example(field, row[2:]) for row in sorted(rows)]


def _solved(field: Field) -> QuerySet[Ticket]:
    over = Ticket.objects.filter(state__in=[State.RESOLVED, State.CLOSED])
    if field == Field.CATEGORY:
        return over.filter(category__active=True)
    # What the desk solves itself is sent to nobody.
    return over.filter(Q(team__active=True) & ~Q(team__kind=TeamKind.DESK))


def _example(field: Field, row: Sequence) -> Example:  # type: ignore[type-arg] # columns of many types
    title, external_ref, description, service, channel, requester, department, category, symptom, team = row
    known = category if field == Field.TEAM else None
    own = own_title(title, external_ref)
    subject = Subject(own, description, service, channel, requester, department, known, symptom)
    return Example(subject, team if field == Field.TEAM else category)


def own_title(title: str, external_ref: str) -> str:
    """The title, or nothing where an import made one up out of the last category and the number: it gives that away."""
    return "" if external_ref and title.endswith(external_ref) else title
