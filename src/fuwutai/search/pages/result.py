"""What the search page shows: a tab for each kind with how much it found, and the hits of one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.people.permissions import Actor
from fuwutai.search import kinds
from fuwutai.search.kinds import Found, Hit, Kind

MOST_SHOWN = 20


@dataclass(frozen=True)
class Tab:
    """`count` is said as “500+” where no more than that many were looked at."""

    label: str
    icon: str
    url: str
    count: str
    current: bool


@dataclass(frozen=True)
class ResultPage:
    """`only` is the one thing whose number was asked for; `meant` is a better question, with its address."""

    question: str
    tabs: Sequence[Tab]
    kind: Kind
    found: Found
    only: Hit | None = None
    meant: str = ""
    meant_url: str = ""
    note: str = ""


def of(actor: Actor, question: str, wanted: str) -> ResultPage:
    every = kinds.every()
    found = {kind.key: kind.find(actor, question, MOST_SHOWN) if question else Found() for kind in every}
    shown = kinds.get(wanted) or next((kind for kind in every if found[kind.key].hits), every[0])
    meant = next((each.meant for each in found.values() if each.meant), "")
    return ResultPage(
        question=question,
        tabs=[
            Tab(str(kind.label), kind.icon, _address(question, kind.key), _count(found[kind.key]), kind is shown)
            for kind in every
        ],
        kind=shown,
        found=found[shown.key],
        only=_only(question, list(found.values())),
        meant=meant,
        meant_url=_address(meant, ""),
        note=_note(found[shown.key]),
    )


def brief(actor: Actor, question: str, *, most: int) -> list[tuple[Kind, Found]]:
    """The best few of each kind that has any."""
    found = [(kind, kind.find(actor, question, most)) for kind in kinds.every()] if question else []
    return [(kind, each) for kind, each in found if each.hits]


def _only(question: str, found: Sequence[Found]) -> Hit | None:
    hits = [hit for each in found for hit in each.hits]
    asks_for_number = question.lstrip("#").isdecimal()
    return hits[0] if asks_for_number and len(hits) == 1 and hits[0].label == f"#{question.lstrip('#')}" else None


def _count(found: Found) -> str:
    return f"{found.count}+" if found.is_more else str(found.count)


def _note(found: Found) -> str:
    if found.is_more:
        return _("The best of the newest %(num)d; older ones are in the list.") % {"num": found.count}
    return ""


def _address(question: str, key: str) -> str:
    values = {"q": question} | ({"in": key} if key else {})
    return f"{reverse('search:find')}?{urlencode(values)}"
