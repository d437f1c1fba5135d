"""Values as a spreadsheet takes them, in the reader's language and zone."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

Cell = str | int | float | date | datetime | None


def cell(value: Any) -> Cell:
    """A number stays a number, a moment becomes the reader's wall clock, everything else its words."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    # Members of an enumeration of numbers are numbers too, but people read their labels.
    if type(value) in {int, float, date}:
        plain: Cell = value
        return plain
    return str(value)
