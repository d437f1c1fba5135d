"""Tickets that remind of a text: found by its rarest words in the search index, compared by all their words.

Nothing is scanned: a few words, the newest tickets that hold each, and a close look at the best of those.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log

from django.db.models import Q, QuerySet

from fuwutai.core import clock
from fuwutai.people.permissions import SYSTEM, Actor
from fuwutai.search import index, scopes
from fuwutai.search.words import Phrase, Sought
from fuwutai.suggestions.models import Word
from fuwutai.suggestions.wording import likeness, readable, words_of
from fuwutai.tickets import permissions
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.searching import SCOPE

_ASKED_WORDS = 6
_OF_EACH = 60
_LOOKED_AT = 60
ALIKE = 0.3
_SOLVED = (State.RESOLVED, State.CLOSED)
_SHOWN = 4
_HELPED = 2
# Fewer people than this could be told apart by who asks.
LEAST_COLLEAGUES = 3
_RECENT = timedelta(days=1)


@dataclass(frozen=True)
class Alike:
    """A ticket that reminds of the text, how much (0 to 1), and the words that both have."""

    ticket: Ticket
    likeness: float
    words: Sequence[str]


@dataclass(frozen=True)
class Similar:
    open: Sequence[Alike] = ()
    solved: Sequence[Alike] = ()


def similar(actor: Actor, title: str, description: str = "", *, but: int | None = None) -> Similar:
    """What the actor may see and reminds of the text: what is open, and what was solved with its solution.

    Solutions of the actor's own requests are among them, as the requester reads them too.
    """
    found = _closest(permissions.visible(actor), title, description, but=but)
    solved = [each for each in found if each.ticket.state in _SOLVED and each.ticket.solution]
    return Similar(
        open=[each for each in found if each.ticket.state in OPEN][:_SHOWN],
        solved=solved[:_SHOWN],
    )


def own(actor: Actor, title: str, description: str) -> Similar:
    """What of the actor's own requests reminds of the text: what is open, and what helped at another time."""
    mine = permissions.visible(actor).filter(permissions.as_requester(actor), state__in=[*OPEN, *_SOLVED])
    found = _closest(mine, title, description)
    solved = [each for each in found if each.ticket.state in _SOLVED and each.ticket.solution]
    return Similar(open=[each for each in found if each.ticket.state in OPEN][:_SHOWN], solved=solved[:_HELPED])


def colleagues(actor: Actor, title: str, description: str) -> int:
    """How many others of the actor's organisation reported something like the text within a day; 0 for a few.

    A number alone: nobody learns what, and nobody can find out about a single person.
    """
    people = {each.ticket.requester_id for each in around(actor, title, description)}
    return len(people) if len(people) >= LEAST_COLLEAGUES else 0


def around(actor: Actor, title: str, description: str) -> list[Alike]:
    """What others of the actor's organisation reported like the text within a day. Not for the actor's eyes."""
    near = Q(
        state__in=OPEN,
        organisation=actor.person.organisation_id if actor.person else None,
        reported_at__gte=clock.now() - _RECENT,
    )
    others = permissions.visible(SYSTEM).filter(near).exclude(requester=actor.person_id)
    return _closest(others, title, description)


def weights_of(words: Sequence[str]) -> dict[str, float]:
    """How much each word tells: the rarer the more. All the same where nothing was counted yet."""
    counted = dict(Word.objects.filter(word__in=["", *words]).values_list("word", "tickets"))
    total = max(counted.get("", 0), 1)
    return {word: log((total + 1) / (counted.get(word, 0) + 1)) + 1 for word in words}


def _closest(tickets: QuerySet[Ticket], title: str, description: str, *, but: int | None = None) -> list[Alike]:
    words = words_of(title, description)
    candidates = list(_candidates(tickets, words, but)) if words else []
    texts = {ticket.pk: words_of(ticket.title, ticket.description[:1_000]) for ticket in candidates}
    weights = weights_of(sorted({word for text in (*texts.values(), words) for word in text}))
    found = []
    for ticket in candidates:
        # A long description must not hide that the titles say the same.
        short = likeness(words_of(title), words_of(ticket.title), weights)
        score = max(short * 0.9, likeness(words, texts[ticket.pk], weights))
        if score >= ALIKE:
            shared = set(words) & set(texts[ticket.pk])
            found.append(Alike(ticket, score, readable(word for word in words if word in shared)[:5]))
    return sorted(found, key=lambda each: (-each.likeness, -each.ticket.pk))


def _candidates(tickets: QuerySet[Ticket], words: Sequence[str], but: int | None) -> QuerySet[Ticket]:
    """Of the newest tickets that hold one of the rarest words, those that hold the most of them."""
    weights = weights_of(words)
    held: Counter[int] = Counter()
    for word in sorted(words, key=lambda word: -weights[word])[:_ASKED_WORDS]:
        for id_ in newest_with([word], most=_OF_EACH):
            held[id_] += round(weights[word] * 100)
    held.pop(but or 0, None)
    seen = tickets.filter(pk__in=list(held)).order_by().values_list("pk", flat=True)
    best = sorted(seen, key=lambda id_: (-held[id_], -id_))[:_LOOKED_AT]
    return Ticket.objects.filter(pk__in=best).select_related("requester")


def newest_with(words: Sequence[str], *, most: int) -> list[int]:
    """The newest tickets that hold all the words in what their requesters read."""
    asked = Sought(tuple(Phrase((word,), prefix=False) for word in words))
    return index.newest(scopes.get(SCOPE.name), asked, internal=False, within=scopes.EVERYTHING, most=most)
