"""How a case is worked on, at the desk, by a group, on site, by suppliers, until it is resolved."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from fuwutai.people.models import Person
from fuwutai.site.demo import shifts
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stage import Script
from fuwutai.tickets.choices import State, TaskState, VisitState, WaitFor
from fuwutai.tickets.models import Visit
from fuwutai.tickets.services import sweeping

# A script that ends with whoever works on the case.
Dispatch = Generator[datetime, None, Person]


def work_on(case: Case) -> Script:
    """Whatever the path of its story asks for."""
    yield from _PATHS[case.story.path](case)


def as_placed(case: Case, agent: Person) -> Script:
    """A rule sent it to a group, which solves it, or returns it where the rule was wrong."""
    team = next(code for code, team in case.stage.company.teams.items() if team == case.ticket.team)
    yield case.work(30, spread=1.0)
    if not case.is_placed():
        return
    worker = case.ticket.assignee or case.stage.engineer(team)
    if team not in {_team(case), case.story.wrong_team} or (team == case.story.wrong_team and case.happens(0.8)):
        reason = case.dice.choice(case.stage.company.reasons[:3])
        case.do(worker, "return", reason=reason, note=case.told.wrong_note or case.word("return"))
        yield case.work(12)
        return
    case.do(worker, "accept")
    case.agent, case.worker = agent, worker
    yield from _ask(case, worker, chance=0.3)
    yield from _notes(case, worker)
    yield case.work(80, spread=1.2)
    case.resolve(worker)


def _at_the_desk(case: Case) -> Script:
    """The first line solves it, often while the caller is still there."""
    agent = case.keeper
    yield case.minutes(3, 14)
    if case.ticket.state == State.NEW and case.happens(0.25):
        case.do(agent, "claim")
    if case.ticket.state == State.IN_PROGRESS:
        yield from _ask(case, agent, chance=0.5)
        if case.told.notes and case.happens(0.4):
            case.do(agent, "note", text=case.told.notes[0])
        yield case.work(25, spread=1.0)
    case.resolve(agent)


def _by_a_group(case: Case) -> Script:
    """Second line of the category; now and then it goes to the wrong group first."""
    worker = yield from _hand_to_group(case, _team(case))
    yield from _ask(case, worker, chance=0.45)
    yield from _notes(case, worker)
    yield from _meanwhile(case, worker)
    if case.happens(0.17):
        yield from _rest_long(case, worker)
    yield case.work(100, spread=1.4)
    case.resolve(worker)


def _on_site(case: Case) -> Script:
    """An engineer goes there, arrives, leaves with a report."""
    team = f"onsite-{case.stage.company.region(case.requester)}"
    worker = yield from _hand_to_group(case, team)
    if case.told.notes and case.happens(0.6):
        case.do(worker, "note", text=case.told.notes[0])
    planned_at = case.work(35 if case.is_pressing else 160)
    place = case.requester.room
    if case.requester.site:
        place = f"{case.requester.site.name_in(case.story.language)} {place}"
    case.do(worker, "plan_visit", engineer=worker, planned_at=planned_at, place=place)
    if case.happens(0.06):
        yield case.minutes(5, 30)
        case.do(worker, "call_off_visit", visit=_visit(case, VisitState.PLANNED), reason=case.word("wait_requester"))
        planned_at = case.work(240)
        case.do(worker, "plan_visit", engineer=worker, planned_at=planned_at, place=place)
    yield max(planned_at, case.stage.now) + timedelta(minutes=case.dice.uniform(-10, 25))
    case.do(worker, "arrive", visit=_visit(case, VisitState.PLANNED))
    yield case.minutes(12, 75)
    case.do(worker, "leave", visit=_visit(case, VisitState.ON_SITE), report=case.told.report)
    yield case.minutes(2, 15)
    case.resolve(worker)


def _visit(case: Case, state: VisitState) -> Visit:
    """The visit that is in this state; one that was called off may have been planned for later."""
    return case.ticket.visits.get(state=state)


def _by_the_third_line(case: Case) -> Script:
    """Second line finds what it can and passes it on; suppliers take days."""
    second = yield from _hand_to_group(case, _team(case))
    yield from _ask(case, second, chance=0.4)
    yield from _notes(case, second)
    team = case.story.third
    case.do(second, "pass_on", team=case.stage.company.teams[team], note=case.told.handover)
    yield case.work(150)
    worker = case.stage.engineer(team)
    case.do(worker, "accept")
    case.worker = worker
    yield case.work(45)
    case.do(worker, "note", text=case.word("supplier"))
    yield from _wait(case, worker, WaitFor.SUPPLIER, case.told.waits or case.word("wait_supplier"), days=(1, 5))
    if case.happens(0.4):
        case.do(case.keeper, "reply", text=case.word("progress"))
    yield case.work(240, spread=1.0)
    case.resolve(worker)


def _in_tasks(case: Case) -> Script:
    """The desk keeps it and gives out the pieces."""
    agent, company = case.keeper, case.stage.company
    yield case.minutes(4, 20)
    if case.ticket.state == State.NEW:
        case.do(agent, "claim")
    for team, title, _result in case.told.tasks:
        due_at = case.work(1200, spread=0.3)
        case.do(agent, "add_task", title=title, team=company.teams[team], due_at=due_at)
    if case.told.notes:
        yield case.work(60)
        case.do(agent, "note", text=case.told.notes[0])
    for task, (team, _title, result) in zip(list(case.ticket.tasks.all()), case.told.tasks, strict=True):
        yield case.work(600, spread=0.9)
        case.do(case.stage.engineer(team), "end_task", task=task, outcome=TaskState.DONE, result=result)
    yield case.work(30)
    case.resolve(agent)


def _as_complaint(case: Case) -> Script:
    """Half of the complaints the agent can answer; the others go to whoever leads the desk."""
    agent = case.keeper
    yield case.minutes(5, 40)
    if case.ticket.state == State.NEW:
        case.do(agent, "claim")
    solver = agent
    if case.happens(0.6) and case.ticket.desk and case.ticket.desk.lead:
        case.do(agent, "refer", note=case.word("complaint"))
        yield case.work(60)
        solver = case.worker = case.ticket.assignee or agent
        case.do(solver, "accept")
    if case.told.notes:
        yield case.work(90)
        case.do(solver, "note", text=case.dice.choice(case.told.notes))
    yield case.work(120, spread=1.0)
    case.resolve(solver)


_PATHS: dict[str, Callable[[Case], Script]] = {
    "desk": _at_the_desk, "group": _by_a_group, "onsite": _on_site, "third": _by_the_third_line, "tasks": _in_tasks,
    "complaint": _as_complaint,
}  # fmt: skip


def _team(case: Case) -> str:
    return case.story.team or case.stage.company.solvers[case.story.category] or "desktop"


def _hand_to_group(case: Case, team: str) -> Dispatch:
    """Dispatch it until somebody accepts; returns who did."""
    agent = case.keeper
    yield case.minutes(2, 12)
    wrong = case.story.wrong_team
    if wrong and case.happens(0.4):
        yield from _come_back(case, wrong, case.told.wrong_note)
    elif case.story.path == "group" and case.happens(0.035):
        others = [code for code in ("desktop", "network", "server", "oa", "erp") if code != team]
        yield from _come_back(case, case.dice.choice(others), case.word("return"))
    elif case.story.path == "group" and case.happens(0.015):
        yield from _ask_manager(case)
    case.do(agent, "assign", team=case.stage.company.teams[team], note=case.word("dispatch"))
    yield case.work(30, spread=1.0)
    worker = case.stage.engineer(team)
    case.do(worker, "accept")
    case.worker = worker
    return worker


def _come_back(case: Case, team: str, why: str) -> Script:
    """Dispatched to a group that returns it."""
    company = case.stage.company
    case.do(case.keeper, "assign", team=company.teams[team], note=case.word("dispatch"))
    yield case.work(40, spread=1.0)
    worker = case.stage.engineer(team)
    case.do(worker, "return", reason=case.dice.choice(company.reasons[:3]), note=why)
    yield case.work(18)


def _ask_manager(case: Case) -> Script:
    agent = case.keeper
    case.do(agent, "refer", note=case.word("refer"))
    yield case.work(45)
    manager = case.ticket.assignee or agent
    case.do(manager, "accept")
    case.do(manager, "note", text=case.word("manager"))


def _ask(case: Case, by: Person, *, chance: float) -> Script:
    """Ask the requester and wait for what they answer."""
    if not case.told.ask or not case.happens(chance):
        return
    yield case.work(8)
    case.do(by, "reply", text=case.told.ask)
    if case.happens(0.8):
        case.do(by, "wait", wait_for=WaitFor.REQUESTER, note=case.word("wait_requester"), resume_at=None)
    yield case.answer(70)
    case.do(case.requester, "say", text=case.told.answer, uploads=case.screenshot() if case.happens(0.4) else [])
    yield case.work(20)


def _notes(case: Case, by: Person) -> Script:
    for note in case.told.notes:
        if case.happens(0.5):
            yield case.work(30)
            case.do(by, "note", text=note)


def _meanwhile(case: Case, worker: Person) -> Script:
    """What happens to some while they are worked on: questions, colleagues, a change to wait for, a new owner."""
    agent = case.keeper
    if case.happens(0.09):
        yield case.answer(180)
        case.do(case.requester, "say", text=case.word("more"))
        yield case.minutes(5, 40)
        case.do(agent, "reply", text=case.word("progress"))
    elif case.happens(0.15):
        yield case.work(60)
        case.do(agent, "reply", text=case.word("progress"))
    if case.happens(0.05):
        case.do(worker, "add_participant", person=case.stage.engineer(case.dice.choice(("server", "network", "oa"))))
    if case.happens(0.03):
        case.do(agent, "add_watcher", person=case.colleague())
    if case.happens(0.025):
        successor = case.stage.agent(case.stage.company.region(case.requester))
        case.do(agent, "hand_over", owner=successor, note=case.word("handover"))
        case.agent = successor
    if case.story.kind == "incident" and case.happens(0.05):
        tonight = case.stage.now.astimezone(shifts.HOME).replace(hour=21, minute=30, second=0)
        if tonight > case.stage.now:
            yield from _wait(case, worker, WaitFor.CHANGE, case.word("wait_change"), until=tonight)


def _rest_long(case: Case, worker: Person) -> Script:
    """Some take weeks: parts are ordered, a supplier owes a patch, the next release has it."""
    yield case.work(120)
    reason, key = case.dice.choice(((WaitFor.SUPPLIER, "wait_supplier"), (WaitFor.CHANGE, "wait_release")))
    yield from _wait(case, worker, reason, case.word(key), days=(4, 26))
    if case.happens(0.5):
        case.do(case.keeper, "reply", text=case.word("progress"))
    yield case.work(400, spread=1.0)


def _wait(
    case: Case, by: Person, reason: WaitFor, note: str, *, days: tuple[int, int] = (1, 2), until: datetime | None = None
) -> Script:
    """Let it rest; the system takes it up again when the time has come."""
    if until is None:
        morning = (case.stage.now + timedelta(days=case.dice.randint(*days))).astimezone(shifts.HOME)
        until = shifts.after_work_minutes(morning.replace(hour=0), 60)
    case.do(by, "wait", wait_for=reason, note=note, resume_at=until)
    yield until + timedelta(seconds=case.dice.randint(1, 59))
    sweeping.resume_due()
