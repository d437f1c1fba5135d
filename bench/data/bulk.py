"""Writing rows in bulk: the fastest way that each database has, with its indexes made afterwards."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from bench.data.lives import Rows, Tables
from bench.data.tables import Row, Table


def parts(rows: Rows, tables: Tables) -> list[tuple[str, list[str], list[Row]]]:
    """Each table with its columns and its rows."""
    found: list[tuple[Table, list[Row]]] = [
        (tables.ticket, rows.tickets), (tables.entry, [row for _moment, row in rows.entries]),
        (tables.notice, rows.notices), (tables.delivery, rows.deliveries),
        (tables.participation, rows.participations), (tables.contact, rows.contacts),
    ]  # fmt: skip
    named = [(table.name, table.columns, found) for table, found in found]
    return [*named, ("search_text", ["rowid", "title", "body", "internal"], rows.words)]


def write(made: list[tuple[str, list[str], list[Row]]]) -> None:
    """Insert into SQLite, past Django's cursor, which would look at each parameter."""
    for name, columns, rows in made:
        places = ", ".join("?" * len(columns))
        _plain().executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608


def _plain() -> sqlite3.Connection:
    connection.ensure_connection()
    plain: sqlite3.Connection = connection.connection
    return plain


@contextmanager
def without_indexes(names: list[str]) -> Iterator[None]:
    """Take the indexes of the tables away while they are filled; on PostgreSQL also what each row is checked for."""
    again = _drop_sqlite(names) if connection.vendor == "sqlite" else _drop_postgresql(names)
    yield
    for sql in again:
        _execute(sql)


def _drop_sqlite(names: list[str]) -> list[str]:
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000", "foreign_keys = OFF"):
        _execute(f"PRAGMA {setting}")
    among = f"tbl_name IN ({', '.join(['%s'] * len(names))})"
    found = _read(f"SELECT name, sql FROM sqlite_master WHERE sql <> '' AND type = 'index' AND {among}", names)  # noqa: S608
    for name, _sql in found:
        _execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in found]


def _drop_postgresql(names: list[str]) -> list[str]:
    for setting in ("session_replication_role = replica", "maintenance_work_mem = '1GB'", "synchronous_commit = off"):
        _execute(f"SET {setting}")
    once = _read(_ONCE, [names])
    for table, name, _rule in once:
        _execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    found = _read(_INDEXES, [names])
    for name, _definition in found:
        _execute(f'DROP INDEX "{name}"')
    rules = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {rule}' for table, name, rule in once]
    return [*rules, *(definition for _name, definition in found)]


_ONCE = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)
"""
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND indexdef NOT LIKE 'CREATE UNIQUE%%' AND tablename = ANY(%s)
"""


def settle(names: list[str]) -> None:
    """What a database does by itself in the long run: count on where the numbers stand, know how much there is."""
    if connection.vendor == "sqlite":
        _execute("ANALYZE")
        _execute("PRAGMA journal_mode = WAL")
        return
    for name in names:
        if name != "search_text":
            for (sequence,) in _read("SELECT pg_get_serial_sequence(%s, 'id')", [name]):
                if sequence:
                    _execute(f"SELECT setval('{sequence}', (SELECT max(id) FROM {name}))")  # noqa: S608
    _execute("VACUUM ANALYZE")
    _execute("CHECKPOINT")


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _read(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
