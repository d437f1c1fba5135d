"""Keeping the index in step: a change marks its object in its own transaction, a background service catches up."""

import threading
from collections.abc import Callable, Sequence

import structlog
from django.db import connection, transaction

from fuwutai.core import background, clock, rows
from fuwutai.search import index, scopes
from fuwutai.search.models import Stale
from fuwutai.search.scopes import Scope

log = structlog.get_logger(__name__)

# SQLite has one writer: a batch must be over before anybody notices that they wait for it.
_AT_ONCE = 50
# Held while a batch is written: an older text must never be written over a newer one. Any number, ours alone.
_LOCK = 7_305_482_019


def mark(scope: str, *ids: int) -> None:
    """Have these objects read again soon. Called in the transaction that changes them."""
    moment = clock.now()
    rows.insert([Stale(scope=scope, object_id=id_, since=moment) for id_ in ids])


def catch_up(most: int = _AT_ONCE) -> int:
    """Index the objects that have waited longest, at most `most`; returns how many marks are gone.

    Of several that run at once on PostgreSQL one works and the others return 0.
    """
    with transaction.atomic():
        if not _is_alone():
            return 0
        marked = list(Stale.objects.order_by("id")[:most])
        if not marked:
            return 0
        for name in {mark.scope for mark in marked}:
            _write(scopes.get(name), sorted({mark.object_id for mark in marked if mark.scope == name}))
        Stale.objects.filter(pk__in=[mark.pk for mark in marked]).delete()
    return len(marked)


def rebuild(scope: Scope, *, tell: Callable[[int], None] = lambda _done: None) -> int:
    """Make the index of a scope anew while everything runs; `tell` hears how many objects are done.

    It may be stopped and started again at any time. Objects are written over one batch after another, so that search
    goes on finding them.
    """
    done, after = 0, -1
    while ids := scope.every(after, _AT_ONCE * 4):
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            _write(scope, ids)
        after, done = ids[-1], done + len(ids)
        tell(done)
    return done


def run_forever(stop: threading.Event, *, idle: float = 0.5) -> None:
    """Catch up until `stop` is set. What never was in the index, as after a restore, goes in first."""
    unseen = list(scopes.all_scopes())

    def turn() -> int:
        while unseen:
            _fill(unseen[-1])
            unseen.pop()
        return catch_up()

    background.keep_turning(turn, stop, idle=idle)


def _fill(scope: Scope) -> None:
    if index.is_empty(scope) and scope.every(-1, 1):
        log.info("search.rebuilding", scope=scope.name)
        rebuild(scope)


def _write(scope: Scope, ids: Sequence[int]) -> None:
    documents = scope.collect(ids)
    gone = set(ids) - {document.id for document in documents}
    index.forget(scope, sorted(gone))
    index.write(scope, documents)


def _is_alone() -> bool:
    """Whether no other process indexes now. SQLite's transactions begin with the lock of the only writer."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
