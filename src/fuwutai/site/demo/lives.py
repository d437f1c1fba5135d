"""What becomes of a ticket: the scripts that people play, each step done through the services."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from fuwutai.core.prepared import Given, Prepared
from fuwutai.people.models import Person
from fuwutai.site.demo import opinions, reporting, shifts
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stage import Script, Stage
from fuwutai.site.demo.work import as_placed, work_on
from fuwutai.tickets.choices import Channel, Degree, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import sweeping
from fuwutai.timeline.services import drop_anchor


def live(case: Case) -> Script:
    """A ticket from the report to its end, whatever may happen to it on the way."""
    yield from reporting.arrive(case)
    if case.channel not in reporting.BY_AGENT and case.happens(0.025):
        yield case.answer(12)
        if case.ticket.state == State.NEW:
            case.do(case.requester, "cancel", reason=case.word("cancel"))
            return
    yield from take(case)
    if case.ticket.state != State.RESOLVED:
        yield from work_on(case)
    yield from end(case)


def take(case: Case) -> Script:
    """Somebody at the desk takes it out of the pool and finds out what it is, unless a group got it and solved it."""
    stage = case.stage
    if case.agent:
        if stage.dispatches:
            yield from _leave_to_rules(case, case.agent)
        return
    waits = case.dice.lognormvariate(2.3, 0.9) * (0.4 if case.is_pressing else 1)
    if not shifts.desk_is_open(case.stage.now):
        yield shifts.desk_opens_after(stage.now) + timedelta(minutes=waits / 2)
    else:
        yield stage.now + timedelta(minutes=waits)
    agent = stage.agent(stage.company.region(case.requester))
    yield from _leave_to_rules(case, agent)
    if case.ticket.state == State.RESOLVED:
        return
    case.claim(agent)
    yield case.minutes(0.5, 4)
    category = stage.company.categories[case.story.category]
    case.do(agent, "classify", category=category, affected_service=case.told.service)
    if case.ticket.kind != case.story.kind:
        case.do(agent, "convert", kind=case.story.kind, reason="")
    reporting.grade(case, agent)
    if case.ticket.impact != case.story.impact:
        case.do(agent, "prioritise", impact=Degree(case.story.impact), urgency=Degree(case.story.urgency))
    if case.happens(0.3):
        case.do(agent, "reply", text=case.word("greetings"))


def _leave_to_rules(case: Case, agent: Person) -> Script:
    """What is not for a group the agent who took the call keeps; of anything else rules may know where it goes."""
    if case.agent and case.story.path != "group":
        if case.ticket.state == State.NEW:
            case.do(agent, "claim")
        return
    yield case.stage.now
    while case.is_placed():
        yield from as_placed(case, agent)
        if case.ticket.state == State.RESOLVED:
            return


def is_resolved(case: Case) -> bool:
    """Whether it still waits for the requester's word: the night routine, or its parent, may have moved it."""
    return _STATE.first(number=case.ticket.pk) == State.RESOLVED


_STATE = Prepared(lambda: Ticket.objects.filter(pk=Given("number")).values_list("state", flat=True))


def end(case: Case) -> Script:
    """The requester confirms, or the desk after a call, or nobody answers; some are not content."""
    chance = case.dice.random()
    if chance < 0.045:
        yield from _not_content(case)
        chance = case.dice.uniform(0.05, 0.7)
    if chance < 0.6:
        yield case.answer(140)
        _confirm(case)
    elif chance < 0.85:
        yield case.work(200)
        _finish(case, case.keeper, "confirm", note=case.word("phone_confirm"))
        if opinions.rates_later(case):
            yield case.answer(90)
            opinions.rate(case, _STATE.first(number=case.ticket.pk) or "")
    elif chance < 0.87:
        yield case.work(1400, spread=0.3)
        _finish(case, case.keeper, "close", reason=case.word("close"))
    if case.story.kind == "incident" and case.happens(0.008):
        yield from _again(case)


def _finish(case: Case, by: Person, verb: str, **words: Any) -> None:
    """Unless whoever is slow finds that it was closed without them."""
    if is_resolved(case):
        case.do(by, verb, **words)


def _confirm(case: Case) -> None:
    if is_resolved(case):
        opinions.confirm(case)


def _not_content(case: Case) -> Script:
    yield case.answer(200)
    if not is_resolved(case):
        return
    case.was_let_down = True
    case.do(case.requester, "reject", reason=case.told.still or case.word("still"))
    yield case.work(150, spread=1.0)
    case.resolve(case.worker or case.keeper, case.told.again or case.word("again"))


def _again(case: Case) -> Script:
    """It comes back after it was closed."""
    yield case.answer(900)
    if _STATE.first(number=case.ticket.pk) != State.CLOSED:
        return
    case.was_let_down = True
    case.do(case.keeper, "reopen", reason=case.word("still"))
    yield case.work(200)
    case.resolve(case.worker or case.keeper, case.told.again or case.word("again"))
    yield case.answer(100)
    _confirm(case)


def live_twice(case: Case) -> Script:
    """Somebody calls, and also writes a mail about the same; the desk merges the second into the first."""
    stage = case.stage
    stage.plan(stage.now, live(case))
    second = Case(stage=stage, story=case.story, requester=case.requester, channel=Channel.MAIL)
    second.told = replace(case.told)
    yield case.minutes(12, 50)
    reporting.arrive_by_mail(second)
    yield second.minutes(4, 30)
    if case.agent:
        second.do(case.agent, "merge", other=case.ticket)
        second.do(case.agent, "reply", text=second.word("duplicate"))


def keep_house(stage: Stage) -> Script:
    """The routines of each day: anchor the timeline at night, remind of and close unanswered solutions in the morning.

    Morning comes first where the sun does: in Brisbane two hours before ours.
    """
    midnight = stage.now.astimezone(shifts.HOME).replace(hour=0, minute=0, second=0, microsecond=0)
    while True:
        midnight += timedelta(days=1)
        yield midnight + timedelta(minutes=10)
        drop_anchor()
        for hour in (7, 9):
            yield midnight + timedelta(hours=hour, minutes=10)
            sweeping.chase_unanswered()
