"""What is promised for a ticket as it is now, and what that means for the clocks that it has."""

from dataclasses import dataclass
from datetime import datetime

from fuwutai.calendars import queries as calendars
from fuwutai.service_levels.choices import OPEN as ON
from fuwutai.service_levels.choices import AgreementKind, ClockState, EventKind, Metric
from fuwutai.service_levels.models import Clock
from fuwutai.service_levels.queries import Promise, Promises
from fuwutai.service_levels.services.clocks import Book, Wanted
from fuwutai.tickets.choices import State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises import choosing, waits
from fuwutai.tickets.promises.waits import WAIT

# When it is the turn of the group that the ticket is with.
AT_WORK = frozenset({State.DISPATCHED, State.IN_PROGRESS, State.WAITING})


@dataclass
class Promising:
    """Writes what is promised into the ledgers of a ticket; nothing is kept before the book is."""

    ticket: Ticket
    book: Book
    promises: Promises
    at: datetime

    def choose_anew(self) -> None:
        """Another priority, kind or whatever agreements look at: what is promised now counts from the beginning."""
        self._promise_anew(choosing.for_requester(self.ticket, self.promises))
        promised = {one.agreement.kind: one for one in choosing.for_group(self.ticket, self.promises)}
        for one in self.book.open:
            if one.kind != AgreementKind.SLA:
                self._retarget(one, promised.get(one.kind))

    def follow_agreements(self) -> None:
        """The agreements themselves were changed: targets, reasons to stand still, and which there are at all."""
        self.choose_anew()
        for one in self.book.open:
            promise = self.promises.by_agreement.get(one.agreement_id)
            # Whether pauses are open is in the ledger, which need not be read where there can be none.
            if promise and (one.state == ClockState.PAUSED or self.ticket.state == State.WAITING):
                self._pause_as(one, promise)
        if self.ticket.state in AT_WORK:
            for promise in choosing.for_group(self.ticket, self.promises):
                begin_for_group(self.ticket, promise, self.book, at=self.at)

    def _promise_anew(self, promise: Promise | None) -> None:
        for metric in Metric:
            same = [one for one in self.book.clocks if (one.kind, one.metric) == (AgreementKind.SLA, metric)]
            if same and same[-1].state in ON:
                self._retarget(same[-1], promise)
            elif promise and same and same[-1].state == ClockState.CANCELLED:
                self._take_back(same[-1], promise)
            elif promise and not same:
                self._begin_late(promise, metric)

    def _retarget(self, one: Clock, promise: Promise | None) -> None:
        terms = choosing.terms(self.ticket, promise, Metric(one.metric)) if promise else None
        if terms is None or promise is None:
            self.book.cancel(one, at=self.at)
            return
        # The version stays while the calendar is the same: its changes are followed elsewhere.
        runs_by = calendars.calendar_of(one.version_id) == promise.agreement.calendar_id
        if not runs_by or (terms.target_s, terms.agreement) != (one.target_s, one.agreement_id):
            self.book.retarget(one, terms, at=self.at)
            self._pause_as(one, promise)

    def _pause_as(self, one: Clock, promise: Promise) -> None:
        """The agreement that holds now may see the present wait in another way."""
        waits_for = self.ticket.wait_for if self.ticket.state == State.WAITING else ""
        if waits_for and waits_for in promise.agreement.pause_reasons:
            self.book.pause(one, at=self.at, pause=WAIT, reason=waits_for)
        else:
            self.book.resume(one, at=self.at, pause=WAIT)

    def _take_back(self, one: Clock, promise: Promise) -> None:
        """What was called off because nothing was promised any more is promised again."""
        line = self.book.last(one, EventKind.CANCEL)
        answered = one.metric == Metric.RESPONSE and self.ticket.responded_at is not None
        if line and not answered and choosing.terms(self.ticket, promise, Metric(one.metric)):
            self.book.strike_out(one, line.seq, at=self.at)
            self._retarget(one, promise)

    def _begin_late(self, promise: Promise, metric: Metric) -> None:
        """Promised only now, it counts from when we were told, without the waits that there have been.

        News are promised from when there were some.
        """
        terms = choosing.terms(self.ticket, promise, metric)
        if terms is None or (metric == Metric.RESPONSE and self.ticket.responded_at):
            return
        since = waits.last_update(self.ticket) if metric == Metric.UPDATE else self.ticket.reported_at
        made = self.book.begin(Wanted(AgreementKind.SLA, metric, terms), at=since)
        for wait in waits.of(self.ticket):
            if wait.reason in promise.agreement.pause_reasons:
                self.book.pause(made, at=wait.start, pause=WAIT, reason=wait.reason)
                if wait.end:
                    self.book.resume(made, at=wait.end, pause=WAIT)


def begin_for_group(ticket: Ticket, promise: Promise, book: Book, *, at: datetime) -> None:
    """Start the clocks of the group whose turn it is, unless they are on."""
    wanted = {Metric.SOLUTION, Metric.RESPONSE} if ticket.state == State.DISPATCHED else {Metric.SOLUTION}
    kind, team = AgreementKind(promise.agreement.kind), ticket.team_id
    for metric in wanted:
        same = [one for one in book.clocks if (one.kind, one.metric, one.team_id) == (kind, metric, team)]
        terms = choosing.terms(ticket, promise, metric)
        if terms and not any(one.state in ON for one in same):
            made = book.begin(Wanted(kind, metric, terms, team=team, cycle=len(same) + 1), at=at)
            if ticket.state == State.WAITING and ticket.wait_for in promise.agreement.pause_reasons:
                book.pause(made, at=at, pause=WAIT, reason=ticket.wait_for)
