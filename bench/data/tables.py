"""Rows of our models as SQLite takes them in bulk, and as PostgreSQL takes what stands there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import AutoField, DateTimeField, Model, UUIDField

Row = tuple[Any, ...]


class Table:
    """One model. A row has its columns in their order; what is not given has the default of its field."""

    def __init__(self, model: type[Model], *, numbered: bool = False) -> None:
        fields = [field for field in model._meta.concrete_fields if numbered or not isinstance(field, AutoField)]
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self._usual = {field.column: None if _is_made(field) else field.get_default() for field in fields}
        forms = {DateTimeField: _moment, UUIDField: UUID.hex.fget}  # type: ignore[attr-defined]
        kinds = [type(getattr(field, "target_field", field)) for field in fields]
        self._forms = [(place, forms[kind]) for place, kind in enumerate(kinds) if kind in forms]

    def row(self, **values: Any) -> Row:
        row = list({**self._usual, **values}.values())
        if len(row) != len(self.columns):
            raise KeyError(f"{self.name} has no column {', '.join(values.keys() - self._usual.keys())}.")
        for place, form in self._forms:
            if row[place] is not None:
                row[place] = form(row[place])
        return tuple(row)


def _is_made(field: Any) -> bool:
    """Whether each row gets a default of its own: a moment, a key."""
    return field.has_default() and callable(field.default)


def _moment(moment: datetime) -> str:
    return str(moment.replace(tzinfo=None))


def copied(rows: list[Row]) -> bytes:
    """Rows in the text format of PostgreSQL's COPY."""
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows).encode()


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if type(value) is bool:
        return "t" if value else "f"
    text = str(value)
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return text
