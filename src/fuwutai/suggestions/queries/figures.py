"""How good proposals are: on tickets held back when they were learned, and in daily work since then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from fuwutai.core import clock
from fuwutai.suggestions.choices import Field, Outcome
from fuwutai.suggestions.models import Lesson, Proposed
from fuwutai.suggestions.queries.proposals import lesson

_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Month:
    """What became of the proposals of one month; `open` are those whose tickets are not solved yet."""

    begins: datetime
    field: Field
    proposed: int
    right: int
    changed: int
    by_itself: int

    @property
    def accuracy(self) -> int | None:
        """How many of a hundred were right, of those where it is known."""
        known = self.right + self.changed
        return round(100 * self.right / known) if known else None


@dataclass(frozen=True)
class Standing:
    """What is known about one field: the lesson that serves, if there is one."""

    field: Field
    lesson: Lesson | None

    @property
    def accuracy(self) -> int | None:
        found = self.lesson
        return round(100 * found.right / found.proposed) if found and found.proposed else None

    @property
    def coverage(self) -> int | None:
        found = self.lesson
        return round(100 * found.proposed / found.held_back) if found and found.held_back else None


def standings() -> list[Standing]:
    return [Standing(field, lesson(field)) for field in Field]


def months() -> Sequence[Month]:
    """Month by month for a year, the newest first."""
    since = clock.now() - _YEAR
    counted = (
        Proposed.objects.filter(at__gte=since)
        .annotate(month=TruncMonth("at"))
        .values("month", "field")
        .annotate(
            proposed=Count("pk"),
            right=Count("pk", filter=Q(outcome=Outcome.TAKEN)),
            changed=Count("pk", filter=Q(outcome=Outcome.CHANGED)),
            by_itself=Count("pk", filter=Q(by_itself=True)),
        )
        .order_by("-month", "field")
    )
    return [
        Month(row["month"], Field(row["field"]), row["proposed"], row["right"], row["changed"], row["by_itself"])
        for row in counted
    ]
