"""What can be proposed and tested, and how it is told. Whoever owns a table declares it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.calendars import hours, permissions
from fuwutai.calendars.models import Calendar
from fuwutai.calendars.plan import Plan
from fuwutai.core.texts import LazyText
from fuwutai.service_levels.choices import Subject
from fuwutai.service_levels.models import Proposal

CONFIGURE = "service_levels.configure"


@dataclass(frozen=True)
class Told:
    """A proposal in words: what it is about, what would change in sentences, and the page that puts it in force."""

    name: str
    what: Sequence[str]
    page: str


@dataclass(frozen=True)
class Sort:
    """A sort of proposal. `permission` is what it takes to change the same without a test."""

    permission: str
    title: LazyText
    told: Callable[[Proposal], Told]


_declared: dict[str, Sort] = {}


def declare(subject: Subject, sort: Sort) -> None:
    """Called while the product starts."""
    _declared[subject] = sort


def of(subject: str) -> Sort:
    return _declared[subject]


def _calendar(proposal: Proposal) -> Told:
    [(key, text)] = proposal.tried.items()
    calendar = Calendar.objects.get(pk=int(key))
    return Told(str(calendar), list(_hours(calendar, Plan.from_json(text))), reverse("calendars:calendar", args=[key]))


def _hours(calendar: Calendar, tried: Plan) -> Iterable[str]:
    if calendar.zone != tried.zone:
        yield f"{calendar.zone} → {tried.zone}"
    for day, (before, after) in enumerate(zip(calendar.week, tried.week, strict=True)):
        if before != after:
            yield f"{_WEEKDAYS[day]}: {hours.written(before) or _('Off')} → {hours.written(after) or _('Off')}"


_WEEKDAYS: Sequence[Any] = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip

CALENDAR = Sort(permissions.EDIT, gettext_lazy("Working time"), _calendar)
