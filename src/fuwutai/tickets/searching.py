"""What of a ticket is found by its words, and by whom (mission J2)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from fuwutai.people.permissions import Actor
from fuwutai.search import queries as search
from fuwutai.search import services
from fuwutai.search.scopes import Document, Scope
from fuwutai.tickets import permissions
from fuwutai.tickets.facts import TicketActed, TicketLogged
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Entry

# The newest entries of a ticket that has thousands; the rest of such a story is read on its page.
_MOST_ENTRIES = 500
_TEXTS = (
    "title", "description", "affected_service", "callback", "external_ref", "solution", "requester__name", "timeline",
)  # fmt: skip


def changed(fact: TicketLogged | TicketActed) -> None:
    services.mark(SCOPE.name, fact.ticket.pk)


def in_public(question: str) -> Q:
    """The condition that a ticket holds the words asked for in what its requester reads."""
    return search.held_by_each(SCOPE.name, question, internal=False)


def newest(actor: Actor, tickets: QuerySet[Ticket], question: str, *, before: int | None, most: int) -> list[Ticket]:
    """The newest of `tickets` below `before` that hold the words asked for, as far as the actor reads them.

    The index gives what holds the words from its newest end, a small piece and then large ones, until enough of it is
    among `tickets`: a common word costs no more than a rare one, and no more in a million tickets than in ten thousand.
    Where much holds the words but little of that is among `tickets`, those are asked one by one instead.
    """
    internal = _sees_notes(actor)
    found: list[Ticket] = []
    piece = most * 4
    while True:
        ids = search.newest(SCOPE.name, question, internal=internal, before=before, most=piece)
        missing = most - len(found)
        fitting = list(tickets.filter(pk__in=ids).order_by("-pk")[:missing])
        found += _without_own_notes(actor, fitting, question) if internal else fitting
        if len(found) == most or (len(ids) < piece and len(fitting) < missing):
            return found
        before = fitting[-1].pk if len(fitting) == missing else ids[-1]
        if _are_dense(ids):
            tickets = tickets.filter(search.held_by_each(SCOPE.name, question, internal=internal))
            return found + _one_by_one(actor, tickets, question, before=before, most=most - len(found))
        piece = _LARGEST_PIECE


# Of so many neighbours at most one holds the words when it is cheaper to ask the index than each ticket.
_SPARSE = 50


def _are_dense(ids: Sequence[int]) -> bool:
    """Whether the words stand in so many tickets that each fiftieth, or more, holds them."""
    return ids[0] - ids[-1] < len(ids) * _SPARSE


def _one_by_one(actor: Actor, tickets: QuerySet[Ticket], question: str, *, before: int, most: int) -> list[Ticket]:
    """The newest of `tickets`, all of which hold the words asked for, below `before`."""
    found: list[Ticket] = []
    while True:
        fitting = list(tickets.filter(pk__lt=before).order_by("-pk")[:most])
        found += _without_own_notes(actor, fitting, question) if _sees_notes(actor) else fitting
        if len(fitting) < most or len(found) >= most:
            return found[:most]
        before = fitting[-1].pk


def _sees_notes(actor: Actor) -> bool:
    return actor.is_staff or actor.is_system


def _without_own_notes(actor: Actor, tickets: list[Ticket], question: str) -> list[Ticket]:
    """Without the actor's own requests that only the notes of colleagues make match: they would tell of the notes."""
    own = [ticket.pk for ticket in tickets if not permissions.sees_internal(actor, ticket)]
    if not own:
        return tickets
    public = set(Ticket.objects.filter(in_public(question), pk__in=own).values_list("pk", flat=True))
    return [ticket for ticket in tickets if ticket.pk not in own or ticket.pk in public]


# More ids at once than this make a statement that costs more to read than to answer.
_LARGEST_PIECE = 5_000


def narrow(actor: Actor, tickets: QuerySet[Ticket], question: str) -> QuerySet[Ticket]:
    """Those of `tickets` that hold the words asked for, in their title or their story as far as the actor reads it."""
    if not _sees_notes(actor):
        return tickets.filter(in_public(question))
    found = tickets.filter(search.holding(SCOPE.name, question, internal=True))
    return found.exclude(pk__in=_given_away(actor, question))


def _given_away(actor: Actor, question: str) -> list[int]:
    """The actor's own requests that only the notes of colleagues make match: to list them would tell of the notes."""
    own = Q(requester=actor.person_id) | Q(reporter=actor.person_id)
    if actor.key_departments:
        own |= Q(department__in=actor.key_departments)
    mine = Ticket.objects.filter(own).order_by()
    secretly = mine.filter(search.holding(SCOPE.name, question, internal=True))
    return list(secretly.exclude(in_public(question)).values_list("pk", flat=True)[:1000])


def _collect(ids: Sequence[int]) -> list[Document]:
    tickets = Ticket.objects.filter(pk__in=ids).values("pk", *_TEXTS)
    stories = _stories([ticket["timeline"] for ticket in tickets])
    found = []
    for ticket in tickets:
        said, noted = stories[ticket["timeline"]]
        texts = (ticket[name] for name in _TEXTS[1:-1])
        found.append(
            Document(id=ticket["pk"], title=ticket["title"], body=_joined([*texts, *said]), internal=_joined(noted))
        )
    return found


def _stories(records: Sequence[UUID]) -> defaultdict[UUID, tuple[list[str], list[str]]]:
    """What was said and what was noted on each of the records, with the names of the files; the newest first."""
    found: defaultdict[UUID, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for entry in Entry.objects.filter(record__in=records).order_by("-seq").iterator(chunk_size=1000):
        said, noted = found[entry.record]
        texts = said if entry.public else noted
        if len(texts) < _MOST_ENTRIES:
            # The first entry repeats the description, which is there already.
            texts += [] if entry.verb == "log" else [entry.text]
            texts += [str(file.get("name", "")) for file in entry.details.get("files", ())]
    return found


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def _every(after: int, most: int) -> list[int]:
    return list(Ticket.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


SCOPE = Scope(name="tickets", place=0, collect=_collect, every=_every)
