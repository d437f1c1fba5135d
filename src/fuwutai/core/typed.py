"""What stands in an address or was typed into a form: understood, or None. Anybody may have written anything there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

# One more than 18 digits may be larger than what a database keeps as a key.
_MOST_DIGITS = 18


def number(value: Any) -> int | None:
    """A whole number that can be the key of a record."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def key(text: str) -> UUID | None:
    """The key of a record that is no number."""
    try:
        return UUID(text)
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """A moment that names its zone; the plus sign of the zone may have become a space on its way through an address."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
