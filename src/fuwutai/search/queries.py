from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from fuwutai.search import index, scopes
from fuwutai.search.models import Stale
from fuwutai.search.words import Sought


def holding(scope: str, sought: Sought, *, internal: bool) -> Q:
    """The condition that an object of the scope holds everything that is sought.

    A question without any word, such as "?!", is held by nothing. `internal` looks through what colleagues note, too.
    """
    return Q(pk__in=index.ids(scopes.get(scope), sought, internal=internal)) if sought else _NONE


def held_by_each(scope: str, sought: Sought, *, internal: bool) -> Q:
    """The same, asked of each object by itself: for the few of one person, however common the words are."""
    return Q(index.Held(scopes.get(scope), sought, internal=internal)) if sought else _NONE


def newest(scope: str, sought: Sought, *, internal: bool, before: int | None, most: int) -> list[int]:
    """The highest ids below `before` of what holds everything that is sought, in descending order."""
    return index.newest(scopes.get(scope), sought, internal=internal, before=before, most=most) if sought else []


def listed(ids: Sequence[int]) -> Q:
    """The condition that an object is one of many that were found."""
    return Q(pk__in=index.listed(ids)) if ids else _NONE


_NONE = Q(pk__in=[])


@dataclass(frozen=True)
class Lag:
    """How far the index is behind: changed objects that are not in it yet, and since when the oldest waits."""

    waiting: int
    since: datetime | None


def lag() -> Lag:
    found = Stale.objects.aggregate(waiting=Count("id"), since=Min("since"))
    return Lag(waiting=found["waiting"], since=found["since"])
