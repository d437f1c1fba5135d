"""Records that stand in an order which people choose."""

from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from fuwutai.core.configuration import changes

# Room between two positions, for records that come in by the API.
_STEP = 10


def move(author: changes.Author, record: Model, *, step: int, among: QuerySet[Any]) -> None:
    """Move `record` by `step` places among its neighbours; at the ends it stays."""
    with transaction.atomic():
        neighbours = list(among.select_for_update(of=("self",)))
        neighbours.sort(key=lambda other: (other.position, other.pk))
        here = next(index for index, other in enumerate(neighbours) if other.pk == record.pk)
        there = min(max(here + step, 0), len(neighbours) - 1)
        if here == there:
            return
        neighbours.insert(there, neighbours.pop(here))
        for index, other in enumerate(neighbours, start=1):
            other.position = index * _STEP
        among.model._default_manager.bulk_update(neighbours, ["position"])
        changes.note(author, record, {"position": (here + 1, there + 1)})
