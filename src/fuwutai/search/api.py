"""Searching by program."""

from datetime import datetime

from ninja import Query, Router
from pydantic import BaseModel, Field

from fuwutai.core.api.shapes import Output
from fuwutai.people.doors import ActorRequest
from fuwutai.people.tokens import reads
from fuwutai.search import kinds
from fuwutai.search.kinds import Found, Hit, Kind

SEARCH = Router(tags=["Search"])


class SearchConditions(BaseModel):
    q: str = Field(default="", max_length=200, description="Words, “phrases”, -words and operators as `is:open`.")
    kind: list[str] = Field(default=[], max_length=20, description="`tickets`, `people`; without one all of them.")
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
