"""Rows as lines of text that mean the same in every database, and back."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from django.apps.registry import Apps
from django.db import connection
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, Model, TextField
from django.db.models.functions import Collate

# Who was signed in is nobody's business later: everybody signs in again.
_LEFT_OUT = {"sessions.session", "usersessions.usersession"}
_AT_ONCE = 2000
_PIECE_BYTES = 512 * 1024
_READY = {int, str, bool, type(None)}
_SIMPLE = (CharField, TextField, IntegerField, BooleanField)


def models_of(apps: Any) -> list[type[Model]]:
    """Every model whose rows belong into a backup, in the order of their names."""
    registry: Apps = apps
    found = [model for model in registry.get_models(include_auto_created=True) if _is_kept(model)]
    return sorted(found, key=lambda model: model._meta.label_lower)


def _is_kept(model: type[Model]) -> bool:
    meta = model._meta
    return meta.managed and not meta.proxy and not meta.swapped and meta.label_lower not in _LEFT_OUT


def columns_of(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields]


def pieces(model: type[Model]) -> Iterator[tuple[bytes, int]]:
    """All rows in the order of their key: lines, each a JSON list of the columns' values, and how many there are."""
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._default_manager.order_by(_key(model)).values_list(*names).iterator(chunk_size=_AT_ONCE)
    piece, count = bytearray(), 0
    for row in rows:
        piece += orjson.dumps(row, default=_plain, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)
        count += 1
        if len(piece) > _PIECE_BYTES:
            yield bytes(piece), count
            piece, count = bytearray(), 0
    if count:
        yield bytes(piece), count


def _key(model: type[Model]) -> Any:
    """Texts are ordered by their bytes, as SQLite does; the order of PostgreSQL depends on the machine."""
    key = model._meta.pk
    if isinstance(key, CharField) and connection.vendor == "postgresql":
        return Collate(key.attname, "C")
    return "pk"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        # What BinaryField.to_python reads.
        return base64.b64encode(value).decode()
    raise TypeError(f"Nobody has said yet how a {type(value).__name__} is written into a backup.")


class Loading:
    """Puts lines into the table of `model`, whose columns come in the order in which they were written."""

    def __init__(self, model: type[Model], columns: Sequence[str]) -> None:
        by_column = {str(field.column): field for field in model._meta.local_concrete_fields}
        # A column that the release of the archive did not have in this table is a KeyError: head and state disagree.
        self._fields = [_own(by_column[column]) for column in columns]
        quote = connection.ops.quote_name
        names = ", ".join(quote(column) for column in columns)
        places = ", ".join(["%s"] * len(columns))
        # Names of our own models and columns, quoted by the database's rules: nothing comes from outside.
        self._insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608

    def take(self, lines: bytes) -> None:
        # One row a statement: long ones of many lengths would fill the statement cache of SQLite, 4 MB each.
        rows = [list(self._values(orjson.loads(line))) for line in lines.splitlines()]
        with connection.cursor() as cursor:
            cursor.executemany(self._insert, rows)

    def _values(self, row: Iterable[Any]) -> Iterator[Any]:
        for field, value in zip(self._fields, row, strict=True):
            yield value if type(value) in _READY and isinstance(field, _SIMPLE) else _stored(field, value)


def _own(field: Field[Any, Any]) -> Field[Any, Any]:
    """The field itself, or the key that it points to."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    return field


def _stored(field: Field[Any, Any], value: Any) -> Any:
    return field.get_db_prep_save(field.to_python(value), connection)
