"""A view of the whole database as it is at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything that is read inside is of one moment. Nobody waits for it, and it waits for nobody.

    SQLite: a read transaction on the write-ahead log, which is why it must not begin IMMEDIATE as ours do.
    PostgreSQL: a read-only transaction that is repeatable.
    """
    backend: Any = connection
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        usual, backend.transaction_mode = backend.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                _read_something()
                yield
        finally:
            backend.transaction_mode = usual
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        _read_something()
        yield


def _read_something() -> None:
    # The moment is that of the first statement that reads.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations")
        cursor.fetchone()
