from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from fuwutai.search import index, scopes
from fuwutai.search.models import Stale
from fuwutai.search.words import phrases


def holding(scope: str, question: str, *, internal: bool) -> Q:
    """The condition that an object of the scope holds everything that the question asks for.

    A question without any word, such as "?!", is held by nothing. `internal` looks through what colleagues note, too.
    """
    asked = phrases(question)
    return Q(pk__in=index.ids(scopes.get(scope), asked, internal=internal)) if asked else _NONE


def held_by_each(scope: str, question: str, *, internal: bool) -> Q:
    """The same, asked of each object by itself: for the few of one person, however common the words are."""
    asked = phrases(question)
    return Q(index.Held(scopes.get(scope), asked, internal=internal)) if asked else _NONE


def newest(scope: str, question: str, *, internal: bool, before: int | None, most: int) -> list[int]:
    """The highest ids below `before` of what holds everything that the question asks for, in descending order."""
    asked = phrases(question)
    return index.newest(scopes.get(scope), asked, internal=internal, before=before, most=most) if asked else []


_NONE = Q(pk__in=[])


@dataclass(frozen=True)
class Lag:
    """How far the index is behind: changed objects that are not in it yet, and since when the oldest waits."""

    waiting: int
    since: datetime | None


def lag() -> Lag:
    found = Stale.objects.aggregate(waiting=Count("id"), since=Min("since"))
    return Lag(waiting=found["waiting"], since=found["since"])
