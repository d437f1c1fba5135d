"""Searching by program."""

from datetime import datetime
from enum import Enum
from typing import Annotated

from ninja import Query, Router, Status
from pydantic import BaseModel, Field

from fuwutai.core.api.bodies import Sent
from fuwutai.core.api.shapes import EXACT, Input, Output
from fuwutai.people.doors import ActorRequest
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.people.tokens import reads, writes
from fuwutai.search import kinds, queries, rebuilding, scopes
from fuwutai.search.choices import RebuildState
from fuwutai.search.kinds import Found, Hit, Kind
from fuwutai.search.queries import Lag

SEARCH = Router(tags=["Search"])


class SearchConditions(BaseModel):
    q: str = Field(default="", max_length=200, description="Words, “phrases”, -words and operators as `is:open`.")
    kind: list[str] = Field(default=[], max_length=20, description="`tickets`, `people`, `views`; without one all.")
    limit: int = Field(default=20, ge=1, le=50, description="How many hits of each kind.")


class SearchHit(Output):
    """`passage` is the place where the words stand; `label` is what people call it by."""

    id: int
    title: str
    label: str
    passage: str
    details: list[str]
    moment: datetime | None


class SearchedKind(Output):
    """`count` ends at how many were weighed against each other, and `more` says that there are others."""

    kind: str
    count: int
    more: bool
    meant: str
    hints: list[str]
    hits: list[SearchHit]


class SearchAnswer(Output):
    kinds: list[SearchedKind]


@SEARCH.get("/search", auth=reads, response=SearchAnswer, operation_id="search", summary="Search everything")
def search(request: ActorRequest, wanted: Query[SearchConditions]) -> SearchAnswer:
    """The best hits of each kind among what you may see: by relevance and by how new they are."""
    asked = [kind for kind in kinds.every() if not wanted.kind or kind.key in wanted.kind]
    question = wanted.q.strip()
    return SearchAnswer(
        kinds=[_told(kind, kind.find(request.actor, question, wanted.limit) if question else Found()) for kind in asked]
    )


class Rebuild(Output):
    """`done` of `total` objects are in the index again; `seconds_left` is null while nobody can know."""

    scope: str
    state: RebuildState
    done: int
    total: int
    per_second: int
    seconds_left: int | None
    moved_at: datetime


class IndexState(Output):
    """`waiting` changes are not found yet, counted no further than 10,000; the oldest waits for so many seconds."""

    waiting: int
    seconds: int
    rebuilds: list[Rebuild]


@SEARCH.get(
    "/search-index", auth=reads, response=IndexState, operation_id="getSearchIndex", summary="Get the search index"
)
def get_index(request: ActorRequest) -> Lag:
    """How far it is behind, and how far it is where it is made anew."""
    request.actor.must("system.watch", within=EVERYWHERE)
    return queries.lag()


class Verb(Enum):
    BEGIN = "begin"
    BEGIN_ANEW = "begin_anew"
    STOP = "stop"


class WantedRebuild(Input):
    """`begin` goes on where it was stopped; what it does for each object is done in the background."""

    verb: Annotated[Verb, EXACT] = Verb.BEGIN


@SEARCH.post(
    "/search-index/rebuilds", auth=writes, response={202: IndexState}, operation_id="rebuildSearchIndex",
    summary="Make the search index anew",
)  # fmt: skip
def rebuild(request: ActorRequest, body: Sent[WantedRebuild]) -> Status[Lag]:
    """Begin, begin with the first object again, or stop. Search goes on meanwhile."""
    request.actor.must("system.watch", within=EVERYWHERE)
    verbs = {Verb.BEGIN: rebuilding.begin, Verb.BEGIN_ANEW: rebuilding.begin_anew, Verb.STOP: rebuilding.stop}
    for scope in scopes.all_scopes():
        verbs[body.verb](scope)
    return Status(202, queries.lag())


def _told(kind: Kind, found: Found) -> SearchedKind:
    return SearchedKind(
        kind=kind.key,
        count=found.count,
        more=found.is_more,
        meant=found.meant,
        hints=list(found.hints),
        hits=[_hit(hit) for hit in found.hits],
    )


def _hit(hit: Hit) -> SearchHit:
    return SearchHit(
        id=hit.key, title=hit.title.text, label=hit.label, passage=hit.passage.text, details=list(hit.details),
        moment=hit.moment,
    )  # fmt: skip
