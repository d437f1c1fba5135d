"""What a row of a list shows beside number and title, and what has to be read for it."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.tickets.models import Ticket


class Column(TextChoices):
    """In the order in which a row shows them, whatever the order in which they were ticked."""

    GRADE = "grade", pgettext_lazy("of a ticket", "Class")
    REQUESTER = "requester", _("Requester")
    STATE = "state", _("State")
    ORGANISATION = "organisation", _("Organisation")
    CATEGORY = "category", _("Category")
    TEAM = "team", _("Group")
    CHANNEL = "channel", _("Channel")
    REPORTED = "reported", _("Reported")
    CHANGED = "changed", _("Last change")
    PRIORITY = "priority", _("Priority")
    OWNER = "owner", _("Owner")
    ASSIGNEE = "assignee", _("Assignee")
    CLOCK = "clock", _("Time left")


Columns = Collection[str]
USUAL: Columns = frozenset({
    Column.GRADE, Column.REQUESTER, Column.STATE, Column.PRIORITY, Column.ASSIGNEE, Column.CLOCK,
})  # fmt: skip

# What every row reads: also what opens it, and what its clock says.
_ALWAYS = (
    "title", "kind", "state", "grade", "priority", "channel", "unanswered", "wait_for", "resume_at", "reported_at",
    "due_at", "likely_late", "changed_at", "closed_at", "requester__name", "requester__level", "assignee__name",
    "owner__name", "version",
)  # fmt: skip
_NAMED = frozenset({Column.ORGANISATION, Column.CATEGORY, Column.TEAM})
_NAMES = ("name_zh_hans", "name_zh_hant", "name_en")


def read(text: str) -> Columns:
    """The columns as they are kept, with commas between; the usual ones for none. Names we don't know fall out."""
    found = frozenset(text.split(",")) & frozenset(Column.values)
    return found or USUAL


def write(columns: Iterable[str]) -> str:
    """The columns as they are kept, in their own order."""
    chosen = set(columns)
    return ",".join(column.value for column in Column if column.value in chosen)


def light(tickets: QuerySet[Ticket], columns: Columns = USUAL) -> QuerySet[Ticket]:
    """With only what rows with these columns show."""
    also = sorted(_NAMED & frozenset(columns))
    fields = [f"{name}__{part}" for name in also for part in _NAMES]
    related = tickets.select_related(None).select_related("requester", "assignee", "owner", *also)
    return related.only(*_ALWAYS, *fields)
