"""What of a ticket is found by its words, and by whom (mission J2)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from fuwutai.people.permissions import Actor
from fuwutai.search import queries as search
from fuwutai.search import services, words
from fuwutai.search.scopes import Document, Scope
from fuwutai.search.words import Sought
from fuwutai.tickets import permissions, stretches, wording
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
    return _in_public(words.sought(question))


def _in_public(sought: Sought) -> Q:
    return search.held_by_each(SCOPE.name, sought, internal=False)


def newest(
    actor: Actor, tickets: QuerySet[Ticket], sought: Sought, *, within: Sequence[range], most: int
) -> list[Ticket]:
    """The newest of `tickets` in the stretches that hold what is sought, as far as the actor reads them."""
    return _Search(actor, tickets, sought).newest(within, most=most, enough=most)


def among_newest(
    actor: Actor, tickets: QuerySet[Ticket], sought: Sought, *, within: Sequence[range], most: int
) -> tuple[list[Ticket], bool]:
    """The newest of `tickets` in the stretches that hold what is sought, to choose from, and whether there may be more.

    At most `most` of them; a fifth is enough where finding the others would take longer.
    """
    looked = _Search(actor, tickets, sought)
    found = looked.newest(within, most=most, enough=most // 5)
    return found, not looked.found_all


@dataclass
class _Search:
    actor: Actor
    tickets: QuerySet[Ticket]
    sought: Sought
    found_all: bool = True

    def newest(self, within: Sequence[range], *, most: int, enough: int) -> list[Ticket]:
        """At most `most` of what fits, from its newest end; where they do not come at once, `enough` of it."""
        found: list[Ticket] = []
        for number, stretch in enumerate(within, start=1):
            self.found_all = False
            found += self._of(stretch, most=most - len(found), enough=enough - len(found))
            if len(found) >= enough:
                self.found_all &= number == len(within)
                break
        return found

    def _of(self, stretch: range, *, most: int, enough: int) -> list[Ticket]:
        """The same in one stretch.

        The index gives what holds the words, as much as is wanted and then larger pieces, of which is taken what is
        among the tickets: a common word costs no more than a rare one, and no more in a million tickets than in ten
        thousand. Where much holds the words but hardly any of that is among the tickets, those are asked one by one.
        """
        found: list[Ticket] = []
        size, looked_at = most, 0
        while not self.found_all and len(found) < enough:
            missing = most - len(found)
            ids = search.newest(SCOPE.name, self.sought, internal=self._sees_notes, within=stretch, most=size)
            fitting = list(self.tickets.filter(search.listed(ids)).order_by("-pk")[:missing])
            found += self._without_own_notes(fitting)
            self.found_all = len(ids) < size and len(fitting) < missing
            looked_at += len(ids)
            if not self.found_all:
                stretch = range(stretch.start, fitting[-1].pk if len(fitting) == missing else ids[-1])
                wanted = enough - len(found)
                if looked_at >= most * 4 and _are_dense(ids) and len(ids) * wanted > len(fitting) * _TOO_MANY:
                    return found + self._one_by_one(stretch, most=wanted)
                size = _next_size(size, ids=len(ids), fitting=len(fitting), missing=wanted)
        return found

    def _one_by_one(self, stretch: range, *, most: int) -> list[Ticket]:
        held = search.held_by_each(SCOPE.name, self.sought, internal=self._sees_notes)
        tickets = self.tickets.filter(held).order_by("-pk")
        found: list[Ticket] = []
        while not self.found_all and len(found) < most:
            fitting = list(stretches.of(tickets, stretch)[: most - len(found)])
            self.found_all = len(fitting) < most - len(found)
            found += self._without_own_notes(fitting)
            stretch = range(stretch.start, fitting[-1].pk) if fitting else stretch
        return found

    @property
    def _sees_notes(self) -> bool:
        return _sees_notes(self.actor)

    def _without_own_notes(self, tickets: list[Ticket]) -> list[Ticket]:
        """Without the actor's own requests that only notes of colleagues make match: they would tell of the notes."""
        if not self._sees_notes:
            return tickets
        own = [ticket.pk for ticket in tickets if not permissions.sees_internal(self.actor, ticket)]
        if not own:
            return tickets
        public = set(Ticket.objects.filter(_in_public(self.sought), pk__in=own).values_list("pk", flat=True))
        return [ticket for ticket in tickets if ticket.pk not in own or ticket.pk in public]


# Of so many neighbours at most one holds the words when it is cheaper to ask the index than each ticket.
_SPARSE = 50
# If about so many of what holds the words had to be looked through, asking each ticket is cheaper.
_TOO_MANY = 10_000
# More ids at once cost more to hand over than to look up.
_LARGEST_PIECE = 5_000


def _next_size(size: int, *, ids: int, fitting: int, missing: int) -> int:
    """How many ids to ask for next: a little more than will do, going by how many of the last ones fitted."""
    guess = missing * ids * 5 // (fitting * 4) if fitting else size * 8
    return min(max(guess, size), _LARGEST_PIECE)


def _are_dense(ids: Sequence[int]) -> bool:
    """Whether the words stand in so many tickets that each fiftieth, or more, holds them."""
    return ids[0] - ids[-1] < len(ids) * _SPARSE


def _sees_notes(actor: Actor) -> bool:
    return actor.is_staff or actor.is_system


def gathered(actor: Actor, tickets: QuerySet[Ticket], sought: Sought) -> QuerySet[Ticket]:
    """All of `tickets` that hold what is sought, in their title or their story as far as the actor reads it.

    Everything that holds the words is gathered for it: right for whoever wants all of it, as a file.
    """
    if not _sees_notes(actor):
        return tickets.filter(_in_public(sought))
    return _not_by_own_notes(actor, tickets.filter(search.holding(SCOPE.name, sought, internal=True)), sought)


def each(actor: Actor, tickets: QuerySet[Ticket], sought: Sought) -> QuerySet[Ticket]:
    """The same where there are few of `tickets`: each of them is asked, however common the words are."""
    if not _sees_notes(actor):
        return tickets.filter(_in_public(sought))
    held = search.held_by_each(SCOPE.name, sought, internal=True)
    return _not_by_own_notes(actor, tickets.filter(held), sought)


def _not_by_own_notes(actor: Actor, tickets: QuerySet[Ticket], sought: Sought) -> QuerySet[Ticket]:
    """Without the actor's own requests that only the notes of colleagues make match: they would tell of the notes."""
    own = Q(requester=actor.person_id) | Q(reporter=actor.person_id)
    if actor.key_departments:
        own |= Q(department__in=actor.key_departments)
    return tickets if actor.is_system else tickets.exclude(own & ~_in_public(sought))


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
            details = entry.details
            texts += [] if entry.verb == "log" else [wording.as_plain(entry.text, details)]
            texts += [str(file.get("name", "")) for file in details.get("files", ())]
    return found


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def _every(after: int, most: int) -> list[int]:
    return list(Ticket.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def _count() -> int:
    return Ticket.objects.count()


SCOPE = Scope(name="tickets", place=0, collect=_collect, every=_every, count=_count)
