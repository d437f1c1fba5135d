"""What is going on right now, so that whoever signs in finds work on every page, at whatever hour they start."""

from datetime import timedelta

from fuwutai.people.models import Person
from fuwutai.site.demo import choice, post, reporting
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stage import Script, Stage
from fuwutai.site.demo.stories import story
from fuwutai.tickets.choices import Channel, WaitFor

# Nobody has taken these yet: how many, and how many minutes ago they came at most.
_IN_POOL, _SINCE = 22, 160


def plan(stage: Stage) -> None:
    named = stage.company.named
    for minutes_ago, script in (
        (290, _to_confirm(stage, named["requester"])),
        (150, _asks_back(stage, named["requester"])),
        (95, _urgent_for_vip(stage, named["vip"])),
        (260, _complaint_for_manager(stage)),
        (130, _unclear_for_manager(stage)),
        (210, _returned(stage, "oa-stuck", "erp")),
        (85, _returned(stage, "report-wrong", "erp")),
        (170, _visit(stage, "printer-jam", arrives=148)),
        (120, _visit(stage, "monitor", arrives=0)),
        (70, _visit(stage, "wired-down", arrives=0)),
        (1500, _at_supplier(stage, "disk-dead", waits=True)),
        (240, _at_supplier(stage, "server-disk", waits=False)),
        (200, _for_network(stage, "vpn-619", accepted=True)),
        (110, _for_network(stage, "wifi-weak", accepted=True)),
        (55, _for_network(stage, "vpn-open", accepted=False)),
        (35, _for_network(stage, "web-slow", accepted=False)),
    ):
        stage.plan(stage.ends - timedelta(minutes=minutes_ago), script)
    stage.plan(stage.ends - timedelta(minutes=400), _strange_mail(stage))
    for index in range(_IN_POOL):
        minutes_ago = 1.5 + _SINCE * (index / _IN_POOL) ** 1.5
        stage.plan(stage.ends - timedelta(minutes=minutes_ago), _comes_in(stage))


def _comes_in(stage: Stage) -> Script:
    """Somebody reports by mail, portal or chat, and nobody has taken it yet."""
    person = stage.dice.choice(stage.company.requesters)
    channel = stage.dice.choice((Channel.WEB, Channel.WEB, Channel.MAIL))
    case = Case(stage=stage, story=choice.story_for(person, stage), requester=person, channel=channel)
    yield from reporting.arrive(case)


def _strange_mail(stage: Stage) -> Script:
    post.write_strange_things(stage)
    yield stage.now


def _begin(stage: Stage, key: str, *, person: Person | None = None, channel: Channel = Channel.PHONE) -> Case:
    """A case of the story `key`, which the agent whom one may sign in as takes on."""
    found = story(key)
    fitting = [
        one
        for one in stage.company.staff_of["shuoyuan"]
        if not found.departments or (one.department and one.department.code.partition("-")[0] in found.departments)
    ]
    case = Case(stage=stage, story=found, requester=person or stage.dice.choice(fitting), channel=channel)
    if channel == Channel.PHONE:
        case.agent = stage.company.named["agent"]
    return case


def _take(case: Case) -> None:
    agent = case.stage.company.named["agent"]
    case.claim(agent)
    case.do(agent, "classify", category=case.stage.company.categories[case.story.category])


def _to_confirm(stage: Stage, person: Person) -> Script:
    case = _begin(stage, "fin-session", person=person, channel=Channel.WEB)
    yield from reporting.arrive(case)
    yield case.minutes(6, 9)
    _take(case)
    worker = stage.company.members["erp"][0]
    case.do(stage.company.named["agent"], "assign", team=stage.company.teams["erp"], note=case.word("dispatch"))
    yield case.minutes(8, 15)
    case.do(worker, "accept")
    yield case.minutes(30, 50)
    case.do(worker, "note", text=case.told.notes[0])
    yield case.minutes(40, 70)
    case.do(worker, "resolve", solution=case.told.solution, code=case.code())


def _asks_back(stage: Stage, person: Person) -> Script:
    case = _begin(stage, "excel-crash", person=person, channel=Channel.MAIL)
    yield from reporting.arrive(case)
    yield case.minutes(5, 8)
    _take(case)
    agent = stage.company.named["agent"]
    yield case.minutes(20, 30)
    case.do(agent, "reply", text=case.told.ask)
    case.do(agent, "wait", wait_for=WaitFor.REQUESTER, note=case.word("wait_requester"), resume_at=None)


def _urgent_for_vip(stage: Stage, person: Person) -> Script:
    case = _begin(stage, "fin-bank", person=person)
    yield from reporting.arrive(case)
    yield case.minutes(3, 6)
    agent, worker = stage.company.named["agent"], stage.company.members["erp"][1]
    case.do(agent, "assign", team=stage.company.teams["erp"], note=case.word("dispatch"))
    yield case.minutes(2, 4)
    case.do(worker, "accept")
    yield case.minutes(20, 30)
    case.do(worker, "note", text=case.told.notes[0])
    case.do(agent, "reply", text=case.word("progress"))


def _complaint_for_manager(stage: Stage) -> Script:
    case = _begin(stage, "complain-slow")
    yield from reporting.arrive(case)
    yield case.minutes(10, 20)
    case.do(stage.company.named["agent"], "refer", note=case.word("complaint"))
    yield case.minutes(20, 40)
    case.do(stage.company.named["manager"], "accept")
    case.do(stage.company.named["manager"], "note", text=case.told.notes[0])


def _unclear_for_manager(stage: Stage) -> Script:
    case = _begin(stage, "sso-loop")
    yield from reporting.arrive(case)
    yield case.minutes(10, 20)
    case.do(stage.company.named["agent"], "refer", note=case.word("refer"))


def _returned(stage: Stage, key: str, wrong: str) -> Script:
    """Second line sent it back; it waits in the pool to be dispatched again."""
    case = _begin(stage, key)
    yield from reporting.arrive(case)
    yield case.minutes(3, 9)
    case.do(stage.company.named["agent"], "assign", team=stage.company.teams[wrong], note=case.word("dispatch"))
    yield case.minutes(15, 40)
    reason = stage.company.reasons[0]
    case.do(stage.company.members[wrong][0], "return", reason=reason, note=case.told.wrong_note)


def _visit(stage: Stage, key: str, *, arrives: int) -> Script:
    """A visit of the engineer whom one may sign in as; with `arrives` they have been there for a while."""
    case = _begin(stage, key)
    worker = stage.company.named["onsite"]
    yield from reporting.arrive(case)
    yield case.minutes(3, 9)
    team = stage.company.teams["onsite-north"]
    case.do(stage.company.named["agent"], "assign", team=team, note=case.word("visit"))
    yield case.minutes(4, 12)
    case.do(worker, "accept")
    ahead = timedelta(minutes=stage.dice.choice((40, 90, 1080)))
    planned_at = stage.ends + (timedelta(minutes=-20) if arrives else ahead)
    case.do(
        worker,
        "plan_visit",
        engineer=worker,
        planned_at=planned_at,
        place=f"{case.requester.site} {case.requester.room}",
    )
    if arrives:
        yield planned_at + timedelta(minutes=3)
        case.do(worker, "arrive", visit=case.ticket.visits.last())


def _at_supplier(stage: Stage, key: str, *, waits: bool) -> Script:
    """Passed to the supplier: one lies there untouched, one waits for parts."""
    case = _begin(stage, key)
    yield from reporting.arrive(case)
    yield case.minutes(5, 15)
    team = "desktop" if key == "disk-dead" else "server"
    worker = stage.company.members[team][0]
    case.do(stage.company.named["agent"], "assign", team=stage.company.teams[team], note=case.word("dispatch"))
    yield case.minutes(10, 30)
    case.do(worker, "accept")
    case.do(worker, "note", text=case.told.notes[0])
    yield case.minutes(10, 30)
    case.do(worker, "pass_on", team=stage.company.teams["supplier-hw"], note=case.told.handover)
    if waits:
        supplier = stage.company.named["supplier"]
        yield case.minutes(60, 120)
        case.do(supplier, "accept")
        resume_at = stage.ends + timedelta(hours=stage.dice.randint(20, 44))
        case.do(supplier, "wait", wait_for=WaitFor.SUPPLIER, note=case.told.waits, resume_at=resume_at)


def _for_network(stage: Stage, key: str, *, accepted: bool) -> Script:
    """Work for the engineer whom one may sign in as."""
    case = _begin(stage, key)
    worker = stage.company.named["engineer"]
    yield from reporting.arrive(case)
    yield case.minutes(3, 9)
    case.do(stage.company.named["agent"], "assign", team=stage.company.teams["network"], note=case.word("dispatch"))
    if accepted:
        yield case.minutes(5, 15)
        case.do(worker, "accept")
        yield case.minutes(10, 25)
        case.do(worker, "note", text=case.told.notes[0])
