"""Conditions whose values stand in the SQL itself, so that a database can see that a partial index covers them.

What Django sends are places that are filled in later: SQLite plans before it knows what goes there, and then takes no
index that holds only some rows.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, F, Func


class Among(Func):
    """Whether a column has one of some values. They are words of our own code, never what somebody sent.

    The index must name the same values in the same order.
    """

    template = "%(expressions)s IN (%(values)s)"

    def __init__(self, column: str | F, values: Iterable[str]) -> None:
        words = [str(value) for value in values]
        if not all(word.replace("_", "a").isalnum() for word in words):
            raise ValueError(f"Not written into SQL: {words}")
        listed = ", ".join(f"'{word}'" for word in words)
        super().__init__(F(column) if isinstance(column, str) else column, output_field=BooleanField(), values=listed)


class Above(Func):
    """Whether a column is greater than a number of our own."""

    template = "%(expressions)s > %(number)s"

    def __init__(self, column: str | F, number: int) -> None:
        super().__init__(F(column) if isinstance(column, str) else column, output_field=BooleanField(), number=number)
