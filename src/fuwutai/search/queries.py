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
    if not asked:
        return Q(pk__in=[])
    return Q(pk__in=index.ids(scopes.get(scope), asked, internal=internal))


@dataclass(frozen=True)
class Lag:
    """How far the index is behind: changed objects that are not in it yet, and since when the oldest waits."""

    waiting: int
    since: datetime | None


def lag() -> Lag:
    found = Stale.objects.aggregate(waiting=Count("id"), since=Min("since"))
    return Lag(waiting=found["waiting"], since=found["since"])
