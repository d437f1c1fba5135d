"""One fault, many reports: a parent with its children, up to one that is still going on (mission C13)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from fuwutai.people.models import Person
from fuwutai.site.demo import lives, reporting, shifts, war_rooms
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stage import Script, Stage
from fuwutai.site.demo.stories import Outage, Story, outages
from fuwutai.tickets.choices import Channel, Degree, Grade, State
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services import sweeping

# How long ago the outage began that is still going on.
_RUNNING = timedelta(minutes=72)


def plan(stage: Stage) -> None:
    for outage in outages():
        moment = _moment(outage, stage)
        if stage.begins < moment < stage.ends:
            stage.plan(moment, _break_out(stage, outage))


def _moment(outage: Outage, stage: Stage) -> datetime:
    if not outage.day:
        return stage.ends - _RUNNING
    day = stage.ends.astimezone(shifts.HOME).date()
    left = max(round(outage.day * 5 / 7), 1)
    while left:
        day -= timedelta(days=1)
        left -= shifts.works(day, "CN")
    return datetime.combine(day, time(outage.at, stage.dice.randint(2, 40)), shifts.HOME).astimezone(UTC)


def _break_out(stage: Stage, outage: Outage) -> Script:
    """The desk sees the pattern, opens the parent, puts the reports under it, and all are solved at once."""
    reporters = _reporters(stage, outage)
    parent = Case(stage=stage, story=_story(outage), requester=reporters[0], channel=Channel.PHONE)
    parent.agent = stage.agent(stage.company.region(reporters[0]))
    yield from reporting.arrive(parent)
    spread = outage.minutes * 0.7 if outage.solution else _RUNNING.total_seconds() / 60 - 8
    for index, person in enumerate(reporters[1:], start=1):
        gap = 1 + spread * (index / len(reporters)) ** 1.6
        symptom = outage.symptoms[index % len(outage.symptoms)]
        stage.plan(stage.now + timedelta(minutes=gap), _report_too(stage, parent, person, symptom))
    yield parent.minutes(4, 8)
    yield from _lead(parent, outage)
    if outage.solution:
        yield from _restore(parent, outage)
        yield from war_rooms.review(parent, outage)


def _lead(parent: Case, outage: Outage) -> Iterator[datetime]:
    """It is made major (mission C3), dispatched, and everybody who has to know takes part."""
    company, agent = parent.stage.company, parent.agent or parent.requester
    parent.do(
        agent, "prioritise", impact=Degree.HIGH, urgency=Degree.HIGH, grade=Grade.MAJOR, grade_reason=outage.reason
    )
    parent.do(agent, "add_participant", person=company.named["incident"])
    parent.do(agent, "add_watcher", person=company.named["executive"])
    yield parent.minutes(1, 3)
    war_rooms.decide(parent)
    parent.do(agent, "assign", team=company.teams[outage.team], note=parent.word("dispatch"))
    yield parent.minutes(2, 6)
    worker = parent.worker = parent.stage.engineer(outage.team)
    parent.do(worker, "accept")
    war_rooms.come(parent, worker)
    if not outage.solution:
        helper = company.named["engineer"]
        parent.do(worker, "add_participant", person=helper)
        parent.do(agent, "add_task", title="核对负载均衡到认证节点的会话保持", team=None, assignee=helper, due_at=None)
    for note in outage.notes:
        yield parent.minutes(outage.minutes * 0.15 + 6, outage.minutes * 0.25 + 14)
        parent.do(worker, "note", text=note)
        war_rooms.go_on(parent)


def _restore(parent: Case, outage: Outage) -> Iterator[datetime]:
    opened: datetime = parent.ticket.entered_at
    yield max(opened + timedelta(minutes=outage.minutes), parent.stage.now)
    worker = parent.worker or parent.requester
    parent.do(worker, "resolve", solution=parent.told.solution, code=parent.code())
    yield parent.minutes(0.1, 0.5)
    war_rooms.end(parent)
    sweeping.resolve_children(parent.ticket.pk)
    yield from lives.end(parent)


def _report_too(stage: Stage, parent: Case, person: Person, symptom: str) -> Script:
    """One of the many; whoever takes it sees the parent and puts it under it."""
    channel = stage.dice.choice((Channel.PHONE, Channel.PHONE, Channel.WEB, Channel.CHAT, Channel.MAIL))
    child = Case(stage=stage, story=parent.story, requester=person, channel=channel)
    child.told = replace(child.told, title=symptom, text=symptom)
    yield from reporting.arrive(child)
    yield child.minutes(1, 6)
    agent = child.agent or stage.agent(stage.company.region(person))
    child.claim(agent)
    if Ticket.objects.get(pk=parent.ticket.pk).state in {State.RESOLVED, State.CLOSED}:
        child.do(agent, "resolve", solution=parent.told.solution, code=parent.code())
    else:
        child.do(agent, "make_child", other=Ticket.objects.get(pk=parent.ticket.pk))
        while child.ticket.state not in {State.RESOLVED, State.CLOSED}:
            yield child.minutes(15, 30)
            child.ticket = Ticket.objects.get(pk=child.ticket.pk)
    yield from lives.end(child)


def _reporters(stage: Stage, outage: Outage) -> list[Person]:
    """Whom it hits: people of the place and departments it is about, each once."""
    hit = [
        person
        for person in stage.company.requesters
        if person.speaks == "zh-hans"
        and outage.where in {"", person.organisation.code}
        and (not outage.departments or (person.department and person.department.code[:3] in outage.departments))
    ]
    return stage.dice.sample(hit, min(outage.reports + 1, len(hit)))


def _story(outage: Outage) -> Story:
    return Story(
        key=outage.key,
        category=outage.category,
        path="group",
        titles=[outage.title],
        texts=[outage.text],
        solutions=[outage.solution],
        service=outage.service,
        team=outage.team,
        urgency=1,
        hours="any",
    )
