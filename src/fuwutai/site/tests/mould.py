"""A world that most tests begin with, made once and then put into the tables as rows: a twentieth of the CPU."""

import pickle
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

_WRITES = re.compile(r'\s*(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "?(\w+)')
Table = list[tuple[Any, ...]]


@dataclass(frozen=True)
class _Form:
    seen: Hashable
    # The statement that brings the rows of a table back, with their values.
    rows: list[tuple[str, list[Any]]]
    made: bytes


class Mould:
    """`make` makes the world and gives what tests know of it; `look` tells what it must find there, to be made again
    when that has changed.

    The rows keep the keys that they were first given, so those must never be given again: on PostgreSQL sequences
    outlive the transaction, on SQLite they are moved on by what is inserted.
    """

    def __init__(self, make: Callable[[], dict[str, Any]], *, look: Callable[[], Hashable]) -> None:
        self._make, self._look = make, look
        self._form: _Form | None = None

    def pour(self) -> dict[str, Any]:
        """The world in the tables, as if it were just made; objects are nobody else's."""
        seen = self._look()
        if self._form is None or self._form.seen != seen:
            made, self._form = self._take(seen)
            return made
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in self._form.rows:
                cursor.execute(statement, values)
        poured: dict[str, Any] = pickle.loads(self._form.made)  # noqa: S301 - it is what we have dumped
        return poured

    def _take(self, seen: Hashable) -> tuple[dict[str, Any], _Form]:
        tables = self._written()
        before = {table: _rows(table)[1] for table in tables}
        made = self._make()
        after = {table: _rows(table) for table in tables}
        for table, (_names, rows) in after.items():
            assert all(row in rows for row in before[table]), f"Rows of {table} that were there are not left alone."
        new = [
            (table, names, [row for row in rows if row not in before[table]]) for table, (names, rows) in after.items()
        ]
        statements = [_statement(table, names, rows) for table, names, rows in new if rows]
        return made, _Form(seen=seen, rows=statements, made=pickle.dumps(made))

    def _written(self) -> list[str]:
        """The tables that making it writes to, in that order."""
        found: dict[str, None] = {}

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's form
            if match := _WRITES.match(sql):
                found[match[1]] = None
            return execute(sql, params, many, context)

        with transaction.atomic(), connection.execute_wrapper(watch):
            self._make()
            transaction.set_rollback(True)
        return list(found)


def _rows(table: str) -> tuple[list[str], Table]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own table
        names = [column[0] for column in cursor.description]
        return names, cursor.fetchall()


def _statement(table: str, names: list[str], rows: Table) -> tuple[str, list[Any]]:
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, names))
    places = ", ".join(["(" + ", ".join(["%s"] * len(names)) + ")"] * len(rows))
    values = [value for row in rows for value in row]
    return f"INSERT INTO {quote(table)} ({columns}) VALUES {places}", values  # noqa: S608 - our own names
