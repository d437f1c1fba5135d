"""In which order a list shows tickets, and how a page goes on after the last row of the one before.

What a page begins after is a place: the values of that row by which the order goes. The last of them is always the
number, so that rows that are equal in the others are neither skipped nor shown twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from fuwutai.tickets.choices import Order as Order
from fuwutai.tickets.models import Ticket

# Of what is over nothing is promised any more, and it is never few: the others would have all of it put in order.
OF_ANYTHING = (Order.NEWEST, Order.OLDEST, Order.CHANGED)


@dataclass(frozen=True)
class Key:
    """A column by which an order goes. Where nothing stands in it, a row comes last."""

    column: str
    is_down: bool = False
    can_be_empty: bool = False

    @property
    def expression(self) -> Any:
        place = F(self.column)
        empty = {"nulls_last": True} if self.can_be_empty else {}
        return place.desc(**empty) if self.is_down else place.asc(**empty)

    def beyond(self, value: Any) -> Q:
        """What comes after a row with this value."""
        if value is None:
            return Q(pk__in=[])
        found = Q(**{f"{self.column}__{'lt' if self.is_down else 'gt'}": value})
        return found | Q(**{f"{self.column}__isnull": True}) if self.can_be_empty else found

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.column}__isnull": True}) if value is None else Q(**{self.column: value})


_DUE = Key("due_at", can_be_empty=True)
_KEYS: dict[Order, tuple[Key, ...]] = {
    Order.DUE: (_DUE, Key("id")),
    Order.PRIORITY: (Key("priority"), _DUE, Key("id")),
    Order.CHANGED: (Key("changed_at", is_down=True), Key("id", is_down=True)),
    Order.NEWEST: (Key("id", is_down=True),),
    Order.OLDEST: (Key("id"),),
}


def sort(tickets: QuerySet[Ticket], order: Order) -> QuerySet[Ticket]:
    """`tickets` in any order but that of what to do next, which is not one of columns (see `pages.lists`)."""
    return tickets.order_by(*(key.expression for key in _KEYS[order]))


def after(tickets: QuerySet[Ticket], order: Order, place: Sequence[Any]) -> QuerySet[Ticket]:
    """Those of `tickets` that come after the row at `place`."""
    keys = _KEYS[order]
    found, equal = Q(pk__in=[]), Q()
    for key, value in zip(keys, place, strict=True):
        found |= equal & key.beyond(value)
        equal &= key.same(value)
    first = keys[0]
    if len(keys) > 1 and not first.can_be_empty:
        # It follows from the rest; only said aloud lets a database begin to read an index there.
        tickets = tickets.filter(**{f"{first.column}__{'lte' if first.is_down else 'gte'}": place[0]})
    return tickets.filter(found)


def cursor(ticket: Ticket, order: Order) -> str:
    """Where the page after this row begins, as it stands in an address."""
    return ".".join([order.value, *(_write(getattr(ticket, key.column)) for key in _KEYS[order])])


def place(text: str, order: Order) -> list[Any] | None:
    """What `cursor` wrote for this order; None for anything else, as whatever somebody typed into the address."""
    name, *parts = text.split(".")
    keys = _KEYS[order]
    if name != order.value or len(parts) != len(keys):
        return None
    try:
        return [_read(part, key) for part, key in zip(parts, keys, strict=True)]
    except (ValueError, OverflowError):
        return None


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_DIGITS = 18


def _write(value: Any) -> str:
    if value is None:
        return ""
    return str((value - _EPOCH) // timedelta(microseconds=1) if isinstance(value, datetime) else value)


def _read(part: str, key: Key) -> Any:
    if not part and key.can_be_empty:
        return None
    if not (part.isascii() and part.isdecimal() and len(part) <= _MOST_DIGITS):
        raise ValueError(part)
    return _EPOCH + timedelta(microseconds=int(part)) if key.column.endswith("_at") else int(part)
