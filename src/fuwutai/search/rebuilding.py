"""Making the index of a scope anew while everything runs: batch after batch, by whoever is alive.

The command and the background process may work on the same one: a batch and how far it came are one transaction.
Objects are written over a stretch at a time, so that search goes on finding them.
"""

import time

from django.db import connection, transaction

from fuwutai.core import clock
from fuwutai.search import index, scopes, services
from fuwutai.search.choices import RebuildState
from fuwutai.search.models import Rebuild
from fuwutai.search.scopes import Scope


def begin(scope: Scope) -> Rebuild:
    """Begin, or go on where it was stopped. One that runs is left alone."""
    with transaction.atomic():
        found = Rebuild.objects.select_for_update().filter(pk=scope.name).first()
        if found is None or found.state == RebuildState.DONE or found.rules != index.rules():
            return begin_anew(scope)
        if found.state == RebuildState.STOPPED:
            found.state, found.total = RebuildState.RUNNING, scope.count()
            found.since = found.moved_at = clock.now()
            found.since_done = found.done
            found.save()
    return found


def begin_anew(scope: Scope) -> Rebuild:
    """Begin from the first object, whatever was done before."""
    fresh = {
        field.attname: field.get_default() for field in Rebuild._meta.concrete_fields if not field.primary_key
    }  # fmt: skip
    found, _is_first = Rebuild.objects.update_or_create(
        pk=scope.name, defaults=fresh | {"total": scope.count(), "rules": index.rules()}
    )
    return found


def is_due(scope: Scope) -> bool:
    """Whether what is in the index was written by older rules, or nothing is in it, as after a restore."""
    written_by = Rebuild.objects.filter(pk=scope.name).values_list("rules", flat=True).first() or _FIRST_RULES
    return written_by < index.rules() or (index.is_empty(scope) and bool(scope.every(-1, 1)))


# Nothing tells of an index that was never made anew.
_FIRST_RULES = 1


def stop(scope: Scope) -> None:
    """Stop after the present batch, until somebody begins again."""
    Rebuild.objects.filter(pk=scope.name, state=RebuildState.RUNNING).update(state=RebuildState.STOPPED)


def step(scope: Scope) -> Rebuild | None:
    """One batch of the scope; None when it is not being made anew."""
    began = time.monotonic()
    with transaction.atomic():
        services.wait_for_turn()
        found = Rebuild.objects.select_for_update().filter(pk=scope.name, state=RebuildState.RUNNING).first()
        if found is None:
            return None
        _write_batch(scope, found)
    _let_others_write(time.monotonic() - began)
    return found


def step_any() -> int:
    """One batch of each scope that is being made anew; returns how many there were."""
    running = Rebuild.objects.filter(state=RebuildState.RUNNING).values_list("pk", flat=True)
    return sum(step(scope) is not None for scope in scopes.all_scopes() if scope.name in set(running))


def _write_batch(scope: Scope, rebuild: Rebuild) -> None:
    ids = scope.every(rebuild.after, services.AT_ONCE)
    first, last = rebuild.after + 1, ids[-1] if ids else scope.last_key - scope.first_key
    index.write_stretch(scope, scope.collect(ids) if ids else [], first=first, last=last)
    rebuild.after, rebuild.moved_at = last, clock.now()
    rebuild.done += len(ids)
    rebuild.total = max(rebuild.total, rebuild.done)
    if not ids:
        rebuild.state, rebuild.total = RebuildState.DONE, rebuild.done
    rebuild.save()


# SQLite gives the place of its only writer to nobody in particular: whoever asks at once again mostly gets it.
_SHARE, _LONGEST_PAUSE = 0.5, 0.1


def _let_others_write(seconds: float) -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(seconds * _SHARE, _LONGEST_PAUSE))
