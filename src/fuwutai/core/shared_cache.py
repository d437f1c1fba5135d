"""The cache that all processes share, in the database: sign-in limits are counted in it."""

import secrets
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection, transaction

from fuwutai.core import clock


class SharedCache(DatabaseCache):
    """Django's keeps silent when it can't write; whoever counts attempts would take that for too many of them."""

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        added: bool = super().add(key, value, timeout, version)
        if not added and not self.has_key(key, version):
            self._prove_writable()
        return added

    def _prove_writable(self) -> None:
        """Raises the DatabaseError that tells why nothing can be written, if that is so."""
        name: str = self._table  # type: ignore[attr-defined]
        table, key = connection.ops.quote_name(name), secrets.token_hex(16)
        expires = connection.ops.adapt_datetimefield_value(clock.now().replace(tzinfo=None))
        with transaction.atomic(), connection.cursor() as cursor:
            row = [key, "", expires]
            cursor.execute(f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)", row)  # noqa: S608
            cursor.execute(f"DELETE FROM {table} WHERE cache_key = %s", [key])  # noqa: S608 - the table is ours
