from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fuwutai.core import clock
from fuwutai.search import index, scopes
from fuwutai.search.models import Rebuild, Stale
from fuwutai.search.words import Sought


def holding(scope: str, sought: Sought, *, internal: bool) -> Q:
    """The condition that an object of the scope holds everything that is sought.

    A question without any word, such as "?!", is held by nothing. `internal` looks through what colleagues note, too.
    """
    return Q(pk__in=index.ids(scopes.get(scope), sought, internal=internal)) if sought else _NONE


def held_by_each(scope: str, sought: Sought, *, internal: bool) -> Q:
    """The same, asked of each object by itself: for the few of one person, however common the words are."""
    return Q(index.Held(scopes.get(scope), sought, internal=internal)) if sought else _NONE


def newest(scope: str, sought: Sought, *, internal: bool, within: range, most: int) -> list[int]:
    """The highest ids within a stretch of what holds everything that is sought, in descending order."""
    return index.newest(scopes.get(scope), sought, internal=internal, within=within, most=most) if sought else []


def listed(ids: Sequence[int]) -> Q:
    """The condition that an object is one of many that were found."""
    return index.listed(ids) if ids else _NONE


_NONE = Q(pk__in=[])


@dataclass(frozen=True)
class Lag:
    """How far the index is behind: changed objects that are not in it yet, and since when the oldest waits.

    They are counted no further than MOST_COUNTED. `rebuilds` are those that run, were stopped, or were the last.
    """

    waiting: int
    since: datetime | None
    rebuilds: Sequence[Rebuild] = ()

    @property
    def seconds(self) -> int:
        return int((clock.now() - self.since).total_seconds()) if self.since else 0


MOST_COUNTED = 10_000


def lag() -> Lag:
    waiting = Stale.objects.order_by("id")
    return Lag(
        waiting=waiting[:MOST_COUNTED].count(),
        since=waiting.values_list("since", flat=True).first(),
        rebuilds=tuple(Rebuild.objects.order_by("scope")),
    )
