"""Keeping the index in step: a change marks its object in its own transaction, a background service catches up."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from fuwutai.core import clock, rows
from fuwutai.search import index, scopes
from fuwutai.search.models import Stale
from fuwutai.search.scopes import Scope

# SQLite has one writer: a batch must be over before anybody notices that they wait for it.
AT_ONCE = 50
# Held while a batch is written: an older text must never be written over a newer one. Any number, ours alone.
_LOCK = 7_305_482_019


def mark(scope: str, *ids: int) -> None:
    """Have these objects read again soon. Called in the transaction that changes them."""
    moment = clock.now()
    rows.insert([Stale(scope=scope, object_id=id_, since=moment) for id_ in ids])


def catch_up(most: int = AT_ONCE) -> int:
    """Index the objects that have waited longest, at most `most`; returns how many marks are gone.

    Of several that run at once on PostgreSQL one works and the others return 0.
    """
    with transaction.atomic():
        if not is_alone():
            return 0
        marked = list(Stale.objects.order_by("id")[:most])
        if not marked:
            return 0
        for name in {mark.scope for mark in marked}:
            _write(scopes.get(name), sorted({mark.object_id for mark in marked if mark.scope == name}))
        Stale.objects.filter(pk__in=[mark.pk for mark in marked]).delete()
    return len(marked)


def is_alone() -> bool:
    """Whether no other process indexes now. SQLite's transactions begin with the lock of the only writer."""
    return connection.vendor != "postgresql" or bool(_ask("SELECT pg_try_advisory_xact_lock(%s)"))


def wait_for_turn() -> None:
    """Wait in a transaction until no other process indexes."""
    if connection.vendor == "postgresql":
        _ask("SELECT pg_advisory_xact_lock(%s)")


def _ask(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_LOCK])
        return cursor.fetchone()[0]


def _write(scope: Scope, ids: Sequence[int]) -> None:
    documents = scope.collect(ids)
    gone = set(ids) - {document.id for document in documents}
    index.forget(scope, sorted(gone))
    index.write(scope, documents)
