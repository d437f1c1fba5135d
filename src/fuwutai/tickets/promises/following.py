"""How the clocks of a ticket follow what is done to it, in the same transaction.

What leaves every clock alone (a note, a task, a visit, another reply) is known without asking the database: the ticket
itself holds how many of its clocks are still on.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from fuwutai.calendars import queries as calendars
from fuwutai.core import rows
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import OPEN as ON
from fuwutai.service_levels.choices import AgreementKind, ClockState, EventKind, Metric, Reopening
from fuwutai.service_levels.ledger import Terms
from fuwutai.service_levels.models import Agreement, Clock
from fuwutai.service_levels.queries import Promises
from fuwutai.service_levels.services import clocks
from fuwutai.service_levels.services.clocks import Book, Wanted
from fuwutai.tickets import receivers
from fuwutai.tickets.choices import OPEN, State
from fuwutai.tickets.facts import TicketActed, TicketLogged
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises import choosing, forecasting, waits
from fuwutai.tickets.promises.promising import AT_WORK, Promising, begin_for_group
from fuwutai.tickets.services import deciding

# The pause of whoever put the ticket on hold; repairs have names of their own.
WAIT = waits.WAIT
_CALLED_OFF = frozenset({State.CANCELLED, State.MERGED})
_DONE = frozenset({State.RESOLVED, State.CLOSED})
_CLASSIFYING = frozenset({"classify", "prioritise", "edit", "convert", "lift", deciding.VERB})


def ticket_logged(fact: TicketLogged) -> None:
    """Start what was promised to the requester when they told us, which may be long before it was entered."""
    ticket = fact.ticket
    book = Book(fact.actor, number=ticket.pk, record=ticket.timeline)
    promise = choosing.for_requester(ticket, queries.in_force())
    for metric in Metric:
        terms = choosing.terms(ticket, promise, metric) if promise else None
        if terms:
            book.begin(Wanted(AgreementKind.SLA, metric, terms), at=ticket.reported_at)
    keep(ticket, book)


def ticket_acted(fact: TicketActed) -> None:
    turn = _Turn(fact)
    if turn.concerns_clocks:
        turn.take()


def keep(ticket: Ticket, book: Book) -> None:
    """Write the ledgers, and onto the ticket what lists show of them."""
    book.write()
    shown = (queries.nearest_due(book.clocks), len(book.open))
    changed = forecasting.derive(ticket, book.clocks)
    if changed or shown != (ticket.due_at, ticket.clocks_on):
        ticket.due_at, ticket.clocks_on = shown
        rows.save(ticket, ["due_at", "clocks_on", *forecasting.DERIVED])


@dataclass
class _Turn:
    """One verb, and the ledgers of its ticket while it is written into them."""

    fact: TicketActed

    @property
    def ticket(self) -> Ticket:
        return self.fact.ticket

    @property
    def at(self) -> datetime:
        return self.fact.entry.at

    @property
    def before(self) -> str:
        return self.fact.before

    @property
    def now(self) -> str:
        return self.ticket.state

    @cached_property
    def book(self) -> Book:
        return clocks.open_book(self.fact.actor, number=self.ticket.pk, record=self.ticket.timeline)

    @cached_property
    def promises(self) -> Promises:
        return queries.in_force()

    @cached_property
    def changed(self) -> frozenset[str]:
        """The fields that the verb says it changed."""
        entry = self.fact.entry
        return frozenset(entry.details["changes"]) if '"changes":' in entry.details_json else frozenset()

    @property
    def moved(self) -> bool:
        return self.before != self.now

    @property
    def answers(self) -> bool:
        """Whether this was the first answer."""
        return self.ticket.responded_at is not None and self.ticket.responded_at == self.at

    @property
    def updates(self) -> bool:
        """Whether the requester hears of it from us."""
        actor = self.fact.actor
        return (
            self.fact.entry.public
            and actor.is_staff
            and not actor.is_system
            and actor.person_id != self.ticket.requester_id
            and receivers.was_heard(self.ticket, self.fact.entry)
        )

    @property
    def classifies(self) -> bool:
        """Whether priority or class may be other than before, also by a rule that no change of this entry names.

        What rules decide on the way, whatever the verb, stands in the timeline after its entry.
        """
        return self.fact.entry.verb in _CLASSIFYING or self.ticket.timeline_length > self.fact.entry.seq

    @property
    def left_hold(self) -> bool:
        """Merged it stays on hold, for whoever undoes the merge."""
        return self.before == State.WAITING and self.moved and self.now != State.MERGED

    @property
    def reopens(self) -> bool:
        return self.before in {*_DONE, State.CANCELLED} and self.now in OPEN

    @property
    def concerns_clocks(self) -> bool:
        """Whether there is anything to look at. Tickets of before there were clocks have None of them, and stay so."""
        on = self.ticket.clocks_on
        if on is None or not (on or self.now in OPEN):
            return False
        return (
            self.moved
            or (on > 0 and self.answers)
            or ("team" in self.changed)
            or self.classifies
            or (on > 0 and self.updates and self.promises.any_update)
            or (bool(self.changed) and not self.changed.isdisjoint(choosing.reads(self.promises)))
        )

    def take(self) -> None:
        self._move()
        self._answer()
        if self.now in OPEN:
            self._hand_over()
            promising = Promising(self.ticket, self.book, self.promises, at=self.at)
            if self.before == State.MERGED:
                # What was agreed meanwhile passed it over.
                promising.follow_agreements()
            elif self.reopens or self.classifies or not choosing.reads(self.promises).isdisjoint(self._touched):
                promising.choose_anew()
        keep(self.ticket, self.book)

    @property
    def _touched(self) -> frozenset[str]:
        """What conditions may read differently now; a move changes what no entry names."""
        return self.changed | _MOVES_WITH_STATE if self.moved else self.changed

    # What a move does.

    def _move(self) -> None:
        if self.before == State.MERGED:
            self._undo_merge()
        elif self.left_hold:
            for one in self.book.clocks:
                self.book.resume(one, at=self.at, pause=WAIT)
        if self.now in _CALLED_OFF or self.now in _DONE:
            end = self.book.cancel if self.now in _CALLED_OFF else self.book.stop
            for one in self.book.open:
                end(one, at=self.at)
        elif self.reopens:
            self._reopen()
        elif self.now == State.WAITING:
            self._wait()

    def _wait(self) -> None:
        for one in self.book.open:
            if self.ticket.wait_for in self._reasons(one):
                self.book.pause(one, at=self.at, pause=WAIT, reason=self.ticket.wait_for)

    def _reasons(self, one: Clock) -> frozenset[str]:
        return self._agreement(one).pause_reasons

    def _agreement(self, one: Clock) -> Agreement:
        promise = self.promises.by_agreement.get(one.agreement_id)
        # An agreement that went out of use goes on for what began under it.
        return promise.agreement if promise else one.agreement

    def _undo_merge(self) -> None:
        """As if it had never been merged: the requester went on waiting."""
        called_off = {id(one): self.book.last(one, EventKind.CANCEL) for one in self.book.clocks}
        last = max((line.at for line in called_off.values() if line), default=None)
        for one in self.book.clocks:
            line = called_off[id(one)]
            if line and line.at == last and one.state == ClockState.CANCELLED:
                self.book.strike_out(one, line.seq, at=self.at)
                self.book.retarget(one, self._terms(one), at=self.at)

    def _reopen(self) -> None:
        """The clock for the solution goes on or begins anew, as was agreed; the first answer was given.

        A group answers by accepting what is dispatched to it, and what is reopened is not.
        """
        for one in self._last_of_each():
            of_a_group = one.kind != AgreementKind.SLA
            answered = one.metric == Metric.RESPONSE and (of_a_group or self.ticket.responded_at is not None)
            elsewhere = of_a_group and one.team_id != self._team
            if one.state in ON or answered or elsewhere:
                continue
            if self._agreement(one).reopening == Reopening.GOES_ON and one.metric != Metric.UPDATE:
                self.book.start_again(one, at=self.at)
                self.book.retarget(one, self._terms(one), at=self.at)
            else:
                self._next_cycle(one)

    def _last_of_each(self) -> list[Clock]:
        return list({(one.kind, one.metric, one.team_id): one for one in self.book.clocks}.values())

    def _terms(self, one: Clock) -> Terms:
        """Its terms by the hours of now; a clock that is off is not moved when those of its calendar change."""
        terms, promise = clocks.terms_of(one), self.promises.by_agreement.get(one.agreement_id)
        same = promise and calendars.calendar_of(one.version_id) == promise.agreement.calendar_id
        return replace(terms, version=promise.version) if promise and same else terms

    def _next_cycle(self, one: Clock) -> None:
        terms = self._terms(one)
        wanted = Wanted(AgreementKind(one.kind), Metric(one.metric), terms, team=one.team_id, cycle=one.cycle + 1)
        made = self.book.begin(wanted, at=self.at)
        if self.now == State.WAITING and self.ticket.wait_for in self._reasons(one):
            self.book.pause(made, at=self.at, pause=WAIT, reason=self.ticket.wait_for)

    # What was said.

    def _answer(self) -> None:
        for one in self.book.open:
            if one.kind == AgreementKind.SLA and one.metric == Metric.RESPONSE and self.ticket.responded_at:
                self.book.stop(one, at=self.ticket.responded_at)
            elif one.metric == Metric.UPDATE and self.updates and not self.reopens:
                self.book.stop(one, at=self.at)
                self._next_cycle(one)

    # Who works on it.

    @property
    def _team(self) -> int | None:
        """The group whose turn it is."""
        return self.ticket.team_id if self.now in AT_WORK else None

    def _hand_over(self) -> None:
        """Clocks of a group run from when it gets the ticket until it accepts it, and until it is rid of it."""
        team = self._team
        for one in self.book.open:
            if one.kind == AgreementKind.SLA:
                continue
            accepted = one.metric == Metric.RESPONSE and self.now == State.IN_PROGRESS
            if one.team_id != team or accepted:
                self.book.stop(one, at=self.at)
        if team is None or not (self.moved or "team" in self.changed):
            return
        for promise in choosing.for_group(self.ticket, self.promises):
            begin_for_group(self.ticket, promise, self.book, at=self.at)


# Fields that conditions may read and that change with the state, without being named in the entry.
_MOVES_WITH_STATE = frozenset(
    {
        "state", "wait_for", "returns", "reopenings", "resolution_code", "accepted_at", "responded_at", "resolved_at",
        "closed_at", "resume_at",
    }
)  # fmt: skip
