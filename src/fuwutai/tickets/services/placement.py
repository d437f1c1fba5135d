"""Where what came in belongs: a new ticket, an addition to one, a note on one, or quarantine.

Nobody gets to read more by writing to us, and nothing automatic is ever answered; what may be done for whom is decided
in docs/decisions/0007-who-a-mail-speaks-for.md.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.db.models import Q

from fuwutai.core import clock, rows
from fuwutai.notices import services as notices
from fuwutai.people import queries as people_queries
from fuwutai.people import services as people
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Address, Person
from fuwutai.people.permissions import NOBODY, SYSTEM, Actor, actor_of
from fuwutai.tickets import permissions, receivers
from fuwutai.tickets.choices import ContactState, Relation, State
from fuwutai.tickets.models import Contact, Link, Ticket
from fuwutai.tickets.services import remarks
from fuwutai.tickets.services.acting import act
from fuwutai.tickets.services.letters import Letter, Lost, PassedOn, Sender, Sort, Wish
from fuwutai.tickets.services.logging import Report, log

# More than this from one sender within this time is a loop or a flood.
MOST_AT_ONCE = 20
AT_ONCE = timedelta(minutes=10)
# How many contacts back a flood is looked for; the range is on the primary key, so it costs nothing to ask.
_LOOK_BACK = 500
# Words about a ticket that was closed longer ago than this are a new matter, related to the old one.
CLOSED_FOR_GOOD = timedelta(days=30)
_MOST_WATCHERS = 20


@dataclass(frozen=True)
class Outcome:
    """What became of a contact; `reason` is a code that pages put into words, with a detail behind `|`."""

    state: ContactState
    reason: str = ""
    ticket: int | None = None
    seq: int | None = None


def place(contact: Contact, letter: Letter, wish: Wish) -> Outcome:
    """Put the letter where it belongs and say what became of it. The caller holds the contact locked."""
    if letter.sort == Sort.REFUSED:
        return Outcome(ContactState.QUARANTINED, letter.code)
    for ticket, seq in rows.read(_SAME_BEFORE, contact.message_id, contact.key, contact.pk):
        return Outcome(ContactState.IGNORED, "same-before", ticket=ticket, seq=seq)
    if letter.lost and wish != Wish.AS_REPORT:
        return _note_loss(letter, letter.lost)
    if letter.sort == Sort.AUTOMATIC and wish != Wish.AS_REPORT:
        return _note_automatic(letter)
    if wish == Wish.NONE and _floods(contact):
        return Outcome(ContactState.QUARANTINED, f"flood|{MOST_AT_ONCE}")
    if letter.sender is None:
        return Outcome(ContactState.QUARANTINED, "no-sender")
    return _Placing(letter, letter.sender).place()


# The same message, kept before from another source: it was sent to two of our addresses.
_SAME_BEFORE = """
    SELECT ticket_id, seq FROM tickets_contact
    WHERE message_id = %s AND message_id <> '' AND key = %s AND id < %s AND state <> 'discarded' ORDER BY id LIMIT 1
"""


def _floods(contact: Contact) -> bool:
    since = contact.received_at - AT_ONCE
    times = rows.read(_LATELY, contact.pk - _LOOK_BACK, contact.pk, contact.sender)
    return sum(_aware(moment) > since for (moment,) in times) >= MOST_AT_ONCE


_LATELY = "SELECT received_at FROM tickets_contact WHERE id > %s AND id < %s AND sender = %s AND sender <> ''"


def _aware(moment: datetime) -> datetime:
    """SQLite gives moments without a zone; they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _note_automatic(letter: Letter) -> Outcome:
    ticket = _Placing(letter, letter.sender).ticket() if letter.sender else None
    seq = remarks.note_automatic(ticket, letter) if ticket else None
    return Outcome(ContactState.IGNORED, letter.code, ticket=ticket.pk if ticket else None, seq=seq)


def _note_loss(letter: Letter, lost: Lost) -> Outcome:
    """Something of ours came back: noted on its delivery and its ticket."""
    reason = f"{letter.code}|{lost.address}"
    delivery = notices.mark_bounced(lost.message_id, reason=lost.diagnostic or letter.code) if lost.final else None
    ticket = Ticket.objects.filter(timeline=delivery.notice.record).first() if delivery else None
    certain = (reference.number for reference in letter.references if reference.certain)
    ticket = ticket or next(filter(None, map(_where_it_went, certain)), None)
    if ticket is None:
        return Outcome(ContactState.IGNORED, reason)
    return Outcome(ContactState.IGNORED, reason, ticket=ticket.pk, seq=remarks.note_loss(ticket, letter, lost))


class _Placing:
    """One letter with somebody's words, on its way to its ticket."""

    def __init__(self, letter: Letter, sender: Sender) -> None:
        self.letter = letter
        self.sender = sender
        self.person = people_queries.find_by_email(sender.address)
        self.distrusted: list[int] = []

    @cached_property
    def actor(self) -> Actor:
        """Found only when it matters what they may: not for the many who just report something."""
        return actor_of(self.person) if self.person else NOBODY

    def place(self) -> Outcome:
        ticket = self.ticket()
        if ticket is None:
            return self._report()
        if ticket.has_ended and ticket.closed_at and clock.now() - ticket.closed_at > CLOSED_FOR_GOOD:
            return self._report(follows=ticket)
        return self._add_to(ticket)

    def ticket(self) -> Ticket | None:
        """The ticket that the letter belongs to. Anybody can write a number: it counts only from whom it concerns."""
        for reference in self.letter.references:
            ticket = _where_it_went(reference.number)
            if ticket and (reference.certain or self._knows_of(ticket)):
                return ticket
            if ticket:
                self.distrusted.append(reference.number)
        return None

    def _knows_of(self, ticket: Ticket) -> bool:
        return self.person is not None and permissions.visible(self.actor).filter(pk=ticket.pk).exists()

    def _may(self, verb: str, ticket: Ticket) -> bool:
        return permissions.may(self.actor, permissions.verb_of(ticket, verb), ticket)

    def _add_to(self, ticket: Ticket) -> Outcome:
        if not self._knows_of(ticket):
            return self._keep_for_the_desk(ticket)
        if self._may("say", ticket):
            return self._say(ticket)
        reached = self._reached(ticket)
        if ticket.requester in reached and self._may("reply", ticket):
            return self._act(ticket, "reply", reached=reached)
        if self._may("note", ticket):
            return self._act(ticket, "note", mentions=[who for who in remarks.in_charge(ticket) if who != self.person])
        return self._keep_for_the_desk(ticket)

    def _say(self, ticket: Ticket) -> Outcome:
        outcome = self._act(ticket, "say")
        if any(reference.certain for reference in self.letter.references):
            self._add_watchers(ticket)
        return outcome

    def _act(self, ticket: Ticket, verb: str, **values: object) -> Outcome:
        letter = self.letter
        words = {"text": letter.text, "html": letter.html, "origin": letter.origin}
        changed = act(self.actor, ticket.pk, verb, {**words, **values}, uploads=letter.uploads)
        return Outcome(ContactState.DONE, letter.code, ticket=ticket.pk, seq=changed.timeline_length)

    def _keep_for_the_desk(self, ticket: Ticket) -> Outcome:
        seq = remarks.note_foreign(ticket, self.letter)
        return Outcome(ContactState.DONE, "foreign", ticket=ticket.pk, seq=seq)

    def _reached(self, ticket: Ticket) -> list[Person]:
        """The requester, and who reported for them, if the letter went to them directly as well."""
        copied = Address.objects.filter(kind=AddressKind.EMAIL, key__in=self.letter.copied)
        ids = set(copied.values_list("person_id", flat=True))
        return [person for person in receivers.askers(ticket) if person.pk in ids]

    def _report(self, *, follows: Ticket | None = None) -> Outcome:
        """A new ticket. What a colleague of ours passes on is its author's report, and the colleague owns it."""
        passed_on = self.letter.passed_on
        if passed_on and not self.actor.can("tickets.log"):
            passed_on = None
        author = _author(passed_on) if passed_on else None
        sender = self.person or people.meet(email=self.sender.address, name=self.sender.name)
        report = _report_of(self.letter, passed_on, requester=author or sender)
        ticket = log(self.actor if passed_on else Actor(person=sender), report)
        self._add_watchers(ticket)
        if passed_on:
            self._tell_of_passing_on(ticket, passed_on, found=author)
        if self.distrusted:
            remarks.explain(ticket, "number_distrusted", numbers=self.distrusted, sender=self.sender.address)
        if follows:
            Link.objects.get_or_create(ticket=ticket, other=follows, relation=Relation.RELATED)
            remarks.explain(ticket, "closed_for_good", other={"id": follows.pk, "name": follows.title})
        return Outcome(ContactState.DONE, self.letter.code, ticket=ticket.pk, seq=1)

    def _tell_of_passing_on(self, ticket: Ticket, passed_on: PassedOn, *, found: Person | None) -> None:
        """What the colleague wrote above the words of others is for us alone."""
        if found is None:
            remarks.explain(ticket, "author_unknown", name=passed_on.sender.name)
        if passed_on.comment and self._may("note", ticket):
            act(self.actor, ticket.pk, "note", {"text": passed_on.comment})

    def _add_watchers(self, ticket: Ticket) -> None:
        """Known persons whom the requester copied in follow the ticket from then on."""
        if not self.letter.copied or ticket.has_ended:
            return
        already = {ticket.requester_id, ticket.reporter_id, ticket.owner_id, ticket.assignee_id} - {None}
        copied = Address.objects.filter(kind=AddressKind.EMAIL, key__in=self.letter.copied).values("person")
        fresh = Person.objects.filter(pk__in=copied, active=True).exclude(
            Q(pk__in=already) | Q(pk__in=ticket.participations.values("person"))
        )
        for person in fresh[:_MOST_WATCHERS]:
            act(SYSTEM, ticket.pk, "add_watcher", {"person": person})


def _where_it_went(number: int) -> Ticket | None:
    """The ticket with this number, or the one it was merged into."""
    tickets = Ticket.objects.select_related(*permissions.RELATED, "desk__lead")
    ticket = tickets.filter(pk=number).first()
    seen: set[int] = set()
    while ticket and ticket.state == State.MERGED and ticket.merged_into_id and ticket.pk not in seen:
        seen.add(ticket.pk)
        ticket = tickets.filter(pk=ticket.merged_into_id).first()
    return ticket


def _report_of(letter: Letter, passed_on: PassedOn | None, *, requester: Person) -> Report:
    words = passed_on or letter
    return Report(
        kind=letter.desk.kind, title=words.title, requester=requester, channel=letter.channel, description=words.text,
        html=words.html, category=letter.desk.category, desk=letter.desk.team, uploads=words.uploads,
        origin=letter.origin, receipt=letter.answerable,
    )  # fmt: skip


def _author(passed_on: PassedOn) -> Person | None:
    """Who wrote what was passed on; by name alone only if the directory knows just one."""
    if passed_on.sender.address:
        return people.meet(email=passed_on.sender.address, name=passed_on.sender.name)
    named = Person.objects.select_related("organisation").filter(name=passed_on.sender.name, active=True)[:2]
    return named[0] if len(named) == 1 else None
