"""Whatever people do to a ticket and to what is promised, in whatever order: its clocks are right (property test).

They are what a replay of their ledgers gives, they are of what is promised now, and where the timeline of the ticket
alone tells enough they are what it gives, worked out here in another way. FUWUTAI_PROPERTY_EXAMPLES sets how many lives
are lived.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuwutai.calendars import queries as calendars
from fuwutai.calendars.models import Calendar
from fuwutai.core import clock
from fuwutai.core.errors import Conflict, Forbidden, Invalid, NotFound
from fuwutai.core.jobs import worker
from fuwutai.people.permissions import SYSTEM
from fuwutai.service_levels import queries
from fuwutai.service_levels.choices import OPEN as ON
from fuwutai.service_levels.choices import AgreementKind, ClockState, Correction, Metric, Purpose, Reach, Reopening
from fuwutai.service_levels.ledger import Standing
from fuwutai.service_levels.models import Agreement, Clock, Target
from fuwutai.service_levels.services import clocks, proposing
from fuwutai.site.tests.cast import Cast
from fuwutai.tickets import lifecycle, services
from fuwutai.tickets.choices import OPEN, Degree, State, WaitFor
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.promises import choosing, lives, past
from fuwutai.tickets.promises.promising import AT_WORK
from fuwutai.timeline.models import Entry

EXAMPLES = int(os.environ.get("FUWUTAI_PROPERTY_EXAMPLES", "5"))
# A Friday before a make-up Saturday in China, in the morning there.
BEGAN = datetime.fromisoformat("2026-09-18T09:00:00+08:00")
PEOPLE = ("amy", "sam", "lee", "mona", "tom", "rita", "ben", "ada")
VERBS = (
    "claim", "accept", "accept", "assign", "return", "pass_on", *("wait",) * 5, *("resume",) * 3, "resolve", "resolve",
    "reject", "reopen", "close", "cancel", "merge", "unmerge", "prioritise", "convert", "reply", "lift", "edit",
)  # fmt: skip
# What is possible nearly always, and would end nearly everything.
ENDS = ("cancel", "merge")
CORRECTIONS = ("enter_pause", "correct_clock")
POLICIES = ("targets", "pauses", "other calendar", "out of use", "in use")


@dataclass(frozen=True)
class Step:
    """Something that is done `minutes` after what was done before, and truly happened `back` minutes earlier."""

    what: str
    minutes: int
    back: int
    pick: int


def steps(*sorts: tuple[str, ...]) -> st.SearchStrategy[list[Step]]:
    one = st.builds(
        Step,
        what=st.sampled_from([what for sort in sorts for what in sort]),
        minutes=st.one_of(st.integers(1, 90), st.integers(1, 6000)),
        back=st.one_of(st.just(0), st.just(0), st.integers(1, 300)),
        pick=st.integers(0, 10**4),
    )
    return st.lists(one, min_size=4, max_size=24)


def sequences(examples: int) -> settings:
    return settings(
        max_examples=examples, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip


@pytest.mark.parametrize("reopening", Reopening.values)
@sequences(EXAMPLES)
@given(taken=steps(VERBS))
def test_clocks_are_what_the_timeline_tells(cast: Cast, reopening: str, taken: list[Step]) -> None:
    with transaction.atomic():
        _promise(cast, reopening)
        # The timeline does not tell since when it is a request, so news are promised whatever it is.
        standard = Agreement.objects.order_by("id")[0]
        Target.objects.bulk_create(
            Target(agreement=standard, metric=Metric.UPDATE, priority=level, minutes=90 * level)
            for level in range(1, 6)
        )
        _Lived(cast).live(taken)
        transaction.set_rollback(True)


@sequences(2 * EXAMPLES)
@given(taken=steps(VERBS, CORRECTIONS * 3, POLICIES))
def test_clocks_are_what_their_ledgers_tell_whatever_is_agreed(cast: Cast, taken: list[Step]) -> None:
    with transaction.atomic():
        _promise(cast, Reopening.values[len(taken) % 2])
        _Lived(cast, changes=True).live(taken)
        transaction.set_rollback(True)


def _promise(cast: Cast, reopening: str) -> None:
    """Agreements of every kind: for everybody, for service requests, within, and with the supplier."""
    standard = Agreement.objects.get()
    standard.reopening, standard.pauses = reopening, "requester change"
    standard.save()
    requests = '{"all": [{"field": "kind", "op": "in", "value": ["service_request"]}]}'
    made = [
        Agreement.objects.create(name_en="Requests", position=1, conditions_json=requests, **_alike(standard)),
        Agreement.objects.create(name_en="Within", kind=AgreementKind.OLA, **_alike(standard)),
        Agreement.objects.create(name_en="Theirs", kind=AgreementKind.SUPPLIER, team=cast.supplier, **_alike(standard)),
    ]  # fmt: skip
    Target.objects.bulk_create(
        Target(agreement=one, metric=metric, priority=priority, minutes=minutes * priority)
        for one in made for metric, minutes in ((Metric.RESPONSE, 20), (Metric.UPDATE, 60), (Metric.SOLUTION, 120))
        for priority in range(1, 6) if one.kind == AgreementKind.SLA or metric != Metric.UPDATE
    )  # fmt: skip


def _alike(standard: Agreement) -> dict[str, Any]:
    return {"calendar": standard.calendar, "pauses": standard.pauses, "reopening": standard.reopening}


@dataclass
class _Lived:
    """A ticket to which things happen. Without `changes` its timeline alone has to tell what its clocks show."""

    cast: Cast
    changes: bool = False
    now: datetime = BEGAN
    last: datetime = BEGAN
    ticket: Ticket = field(init=False)
    other: Ticket = field(init=False)

    def live(self, taken: list[Step]) -> None:
        with clock.at(self.now):
            self.other = self.cast.ticket(title="另一张")
            self.ticket = self.cast.ticket()
        for step in taken:
            self.now += timedelta(minutes=step.minutes)
            with clock.at(self.now):
                self._take(step)
                self.ticket = Ticket.objects.get(pk=self.ticket.pk)
                self._check()

    def _take(self, step: Step) -> None:
        if step.what in POLICIES:
            self._agree(step)
            return
        verb, at = self._verb(step), self._moment(step)
        for index in range(len(PEOPLE)):
            name = PEOPLE[(index + step.pick) % len(PEOPLE)]
            try:
                with transaction.atomic():
                    services.act(self.cast.actor(name), self.ticket.pk, verb, self._values(step, verb), at=at)
            except (Forbidden, NotFound):
                continue
            except (Conflict, Invalid):
                return
            else:
                self.last = at or self.now
                return

    def _verb(self, step: Step) -> str:
        """What was drawn, or where that means nothing now, something else that may be done."""
        kind = lifecycle.get(self.ticket.kind)
        verbs = [verb for key in (*VERBS, *CORRECTIONS) if (verb := kind.verb(key))]
        possible = [verb for verb in verbs if self.ticket.state in verb.sources]
        if step.what in {verb.key for verb in possible}:
            return step.what
        moves = [verb.key for verb in possible if verb.targets and verb.key not in ENDS]
        return moves[step.pick % len(moves)]

    def _moment(self, step: Step) -> datetime | None:
        """When it truly happened; the timeline tells nothing certain once that is before what was done before."""
        if not step.back:
            return None
        at = self.now - timedelta(minutes=step.back)
        return at if self.changes else max(at, self.last)

    def _values(self, step: Step, verb: str) -> dict[str, Any]:
        pick, cast = step.pick, self.cast
        known = list(Clock.objects.filter(number=self.ticket.pk).order_by("id"))
        return {
            "team": cast.supplier if verb == "pass_on" else (cast.network, cast.desk, cast.supplier)[pick % 3],
            "impact": (Degree.LOW, Degree.MEDIUM, Degree.HIGH)[pick % 3],
            "urgency": (Degree.LOW, Degree.MEDIUM, Degree.HIGH)[pick // 3 % 3],
            "kind": "service_request" if self.ticket.kind == "incident" else "incident",
            "reason": cast.reason if verb == "return" else "因为",
            "wait_for": list(WaitFor)[pick % len(WaitFor)],
            "other": self.other, "note": "说明", "text": "文字", "solution": "重启", "code": cast.code,
            "affected_count": pick % 400 + 1,
            "since": self.now - timedelta(minutes=step.back + pick % 700),
            "until": self.now - timedelta(minutes=step.back),
            "clock": known[pick % len(known)] if known else None, "to": (None, [], [cast.rita])[pick % 3],
            "which": list(Correction)[pick % 2],
            "moment": self.now - timedelta(minutes=pick % 3000),
        }  # fmt: skip

    def _agree(self, step: Step) -> None:
        """Change an agreement by the page that people use, and let open tickets follow or not."""
        found = list(Agreement.objects.filter(until=None).order_by("id"))
        one = found[step.pick % len(found)]
        times = {
            f"{metric} {level}": step.pick % 300 + level for metric in ("response", "solution") for level in range(1, 6)
        }
        others = Calendar.objects.exclude(pk=one.calendar_id).order_by("id")
        choices: dict[str, dict[str, Any]] = {
            "targets": {"targets": times},
            "pauses": {"pauses": ("requester", "supplier change", "")[step.pick % 3]},
            "other calendar": {"calendar_id": others[step.pick % len(others)].pk},
            "out of use": {"active": False},
            "in use": {"active": True},
        }
        reach = Reach.OPEN if step.pick % 4 else Reach.NEW
        actor = self.cast.actor("mona")
        made = proposing.propose(actor, {one.pk: choices[step.what]}, purpose=Purpose.PREVIEW)
        _run()
        proposing.put_in_force(actor, made, reach=reach)
        _check_ledgers(self.ticket)
        _run()

    def _check(self) -> None:
        known = _check_ledgers(self.ticket)
        assert clocks.reckon_again(SYSTEM, number=self.ticket.pk, record=self.ticket.timeline) == []
        self._check_ticket(known)
        self._check_promises(known)
        if not self.changes:
            self._check_timeline(known)

    def _check_ticket(self, known: list[Clock]) -> None:
        due = [one.due_at for one in known if one.kind == "sla" and one.state == "running" and one.due_at]
        on = [one for one in known if one.state in ON]
        assert (self.ticket.due_at, self.ticket.clocks_on) == (min(due, default=None), len(on))
        assert not on or self.ticket.state in OPEN
        assert len({(one.kind, one.metric, one.team_id) for one in on}) == len(on)

    def _check_promises(self, known: list[Clock]) -> None:
        """What is on is what is promised now, and stands still for the reasons of now."""
        promises, ticket = queries.in_force(), self.ticket
        ours = choosing.for_requester(ticket, promises)
        theirs = {one.agreement.kind: one for one in choosing.for_group(ticket, promises)}
        for one in (one for one in known if one.state in ON):
            promise = ours if one.kind == AgreementKind.SLA else theirs.get(one.kind)
            assert promise, f"{one.kind} {one.metric} of nothing"
            terms = choosing.terms(ticket, promise, Metric(one.metric))
            assert terms
            assert (one.target_s, one.agreement_id) == (terms.target_s, terms.agreement)
            assert one.version.calendar_id == promise.agreement.calendar_id
            waits = ticket.state == State.WAITING and ticket.wait_for in promise.agreement.pause_reasons
            assert one.state == (ClockState.PAUSED if waits else ClockState.RUNNING)
            assert one.kind == AgreementKind.SLA or (ticket.team_id == one.team_id and ticket.state in AT_WORK)
        if ticket.state in OPEN:
            wanted = {metric for metric in Metric if ours and choosing.terms(ticket, ours, metric)}
            if ticket.responded_at:
                wanted.discard(Metric.RESPONSE)
            there = {one.metric for one in known if one.kind == AgreementKind.SLA and one.state in ON}
            corrected = {one.metric for one in known if one.kind == AgreementKind.SLA and one.state == "stopped"}
            assert wanted - there <= (corrected if self.changes else set())

    def _check_timeline(self, known: list[Clock]) -> None:
        """Once worked out here from the timeline, once by what back-tests take out of it."""
        self._check_replay(known)
        told = _told(self.ticket)
        for metric in (Metric.RESPONSE, Metric.SOLUTION):
            shown = [one for one in known if (one.kind, one.metric) == (AgreementKind.SLA, metric)]
            expected = list(told.cycles(metric, Agreement.objects.order_by("id")[0].reopening))
            assert [one.cycle for one in shown] == list(range(1, len(expected) + 1)), (metric, expected)
            for one, spans in zip(shown, expected, strict=True):
                open_at = calendars.working_time(one.version_id)
                assert (metric, one.used_s) == (metric, told.used(spans, open_at, until=one.reckoned_at))
                if one.state == "running" and one.due_at and one.due_at > self.now:
                    assert told.used(spans, open_at, until=one.due_at) == one.target_s

    def _check_replay(self, known: list[Clock]) -> None:
        if self.ticket.state in {State.MERGED, State.CANCELLED}:
            return
        life, world = lives.of([self.ticket])[self.ticket.pk], past.present()
        for course, rule in world.promised(self.ticket, life):
            shown = [one for one in known if (one.kind, one.metric, one.team_id) == tuple(vars(course).values())]
            found = _lasting(past.standings(life, rule, world, until=clock.now()))
            now = _lasting([queries.standing(list(one.ledger.all())) for one in shown])
            assert len(found) == len(now), course
            for told, one in zip(found, now, strict=True):
                assert (told.used_s, told.started_at, told.stopped_at) == (one.used_s, one.started_at, one.stopped_at)
                # What was called off is late no more, and what was judged is not judged by a later priority.
                judged = one.terms is None or one.terms.target_s != rule.terms.target_s
                assert told.late == one.late or judged or one.state == ClockState.CANCELLED


def _lasting(found: list[Standing]) -> list[Standing]:
    """Which of what was done in one second came first is not told by times: what began and ended in one is left out."""
    return [one for one in found if one.started_at != one.stopped_at]


def _run() -> None:
    while worker.run_due():
        pass


def _check_ledgers(ticket: Ticket) -> list[Clock]:
    """Every clock is a replay of its ledger, and explains each of its minutes."""
    known = list(Clock.objects.filter(number=ticket.pk).select_related("version").order_by("id"))
    for one in known:
        lines = list(one.ledger.all())
        found = queries.standing(lines, until=one.reckoned_at)
        assert found.terms
        assert (one.state, one.used_s, one.due_at, one.started_at, one.stopped_at, one.events) == (
            found.state, found.used_s, found.due_at, found.started_at, found.stopped_at, len(lines),
        )  # fmt: skip
        assert (one.target_s, one.version_id, one.agreement_id) == (
            found.terms.target_s, found.terms.version, found.terms.agreement,
        )  # fmt: skip
        assert one.missed == (found.late if one.state == "stopped" else None)
        assert sum(stretch.counts for stretch in queries.minutes(found)) == one.used_s
        assert one.next_alarm_at is None or one.state in ON
    return known


Span = tuple[datetime, datetime | None]


@dataclass
class _Told:
    """What the timeline tells: from when to when the ticket was not solved, was waiting, and when it was answered."""

    unsolved: list[Span]
    waited: list[Span]
    answered: datetime | None

    def cycles(self, metric: Metric, reopening: str) -> Iterator[list[Span]]:
        spans = self.unsolved
        if metric == Metric.RESPONSE:
            spans = []
            for start, end in self.unsolved:
                if self.answered is None or (end and end < self.answered):
                    spans.append((start, end))
                else:
                    spans.append((start, max(start, self.answered)))
                    break
        if reopening == Reopening.GOES_ON:
            yield spans
        else:
            yield from ([span] for span in spans)

    def used(self, spans: list[Span], working: Any, *, until: datetime) -> int:
        """The seconds that were worked in these spans and outside of the waits."""
        moments = {start for start, _end in [*spans, *self.waited]} | {
            end or until for _start, end in [*spans, *self.waited]
        }
        edges = sorted({min(moment, until) for moment in moments} | {until})
        counted = 0
        for start, end in pairwise(edges):
            if _within(start, spans, until) and not _within(start, self.waited, until):
                counted += sum(int((closes - opens).total_seconds()) for opens, closes in working.spans(start, end))
        return counted


def _within(moment: datetime, spans: list[Span], until: datetime) -> bool:
    return any(start <= moment < (end or until) for start, end in spans)


def _told(ticket: Ticket) -> _Told:
    moves = [
        (entry.at.replace(microsecond=0), entry.details["from"], entry.details["to"], entry.details.get("wait_for"))
        for entry in Entry.objects.filter(record=ticket.timeline).order_by("seq")
        if entry.details.get("from") and entry.details.get("to")
    ]  # fmt: skip
    answered = ticket.responded_at and ticket.responded_at.replace(microsecond=0)
    return _Told(_unsolved(ticket.reported_at.replace(microsecond=0), moves), _waited(moves), answered)


Move = tuple[datetime, str, str, str | None]


def _unsolved(on: datetime | None, moves: list[Move]) -> list[Span]:
    """Undone, a merge never was."""
    found: list[Span] = []
    for at, before, now, _reason in moves:
        if before == State.MERGED and now in OPEN:
            on = found.pop()[0]
        elif before in OPEN and now not in OPEN and on:
            found.append((on, at))
            on = None
        elif before not in OPEN and now in OPEN:
            on = at
    return [*found, (on, None)] if on else found


def _waited(moves: list[Move]) -> list[Span]:
    """What waited when it was merged still does when that is undone."""
    found: list[Span] = []
    since: datetime | None = None
    for at, before, now, reason in moves:
        if now == State.WAITING and before != State.MERGED and reason in {"requester", "change"}:
            since = at
        elif before == State.WAITING and now != State.MERGED and since:
            found.append((since, at))
            since = None
    return [*found, (since, None)] if since else found
