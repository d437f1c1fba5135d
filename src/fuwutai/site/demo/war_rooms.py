"""The rooms of the outages: decided, told of, ended and reviewed (mission C11)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from fuwutai.incidents.major import queries
from fuwutai.incidents.major.choices import Audience, FindingState, RoomPart, RoomState
from fuwutai.incidents.major.permissions import fetch
from fuwutai.incidents.major.services import reviewing, rooms, seats, updates
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor, actor_of
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stories import Outage

_EVERY = 30
_FIRST, _PROGRESS, _RESTORED = range(3)
_AUDIENCES = (Audience.REQUESTERS, Audience.ROOM, Audience.MANAGEMENT, Audience.EVERYONE)
_WELL = "服务台很快看出是同一故障，来电都归到一张单下；通报按时，领导没有追问。"
_BADLY = "值班电话打了两轮才接通；影响范围在第一次通报里没有说清。"
_FINDINGS = (
    ("把这一项的监控告警接到值班电话，五分钟内有人应答", 14, FindingState.DONE),
    ("更新应急手册：先说影响范围，再说原因", 21, FindingState.DONE),
    ("下季度做一次同场景演练", 75, FindingState.OPEN),
)


def decide(parent: Case) -> None:
    """The incident manager confirms it, calls communications in and tells everybody what is known."""
    manager = _manager(parent)
    rooms.confirm(manager, parent.ticket.pk, minutes=_EVERY, note="影响面大，按重大事件处置。")
    if parent.agent:
        seats.call_in(manager, parent.ticket.pk, person=parent.agent, duty=RoomPart.COMMUNICATIONS)
        seats.arrive(actor_of(parent.agent), parent.ticket.pk)
    _tell(parent, _FIRST)


def come(parent: Case, worker: Person) -> None:
    seats.call_in(_manager(parent), parent.ticket.pk, person=worker, duty=RoomPart.ENGINEER)
    seats.arrive(actor_of(worker), parent.ticket.pk)


def go_on(parent: Case) -> None:
    _tell(parent, _PROGRESS)


def end(parent: Case) -> None:
    _tell(parent, _RESTORED)
    rooms.end(_manager(parent), parent.ticket.pk, note="业务确认恢复，观察十分钟无异常。")


def review(parent: Case, outage: Outage) -> Iterator[datetime]:
    """Two days later they sit together; what they find is worked off."""
    yield parent.stage.now + timedelta(days=2, minutes=parent.dice.randint(0, 90))
    manager, number = _manager(parent), parent.ticket.pk
    if fetch(manager, number).state == RoomState.DECLARED:
        # Somebody said that it was not solved, which opened the room once more.
        rooms.confirm(manager, number, minutes=_EVERY, note="用户反馈未恢复，重新核实。")
        rooms.end(manager, number, note="复核后确认已恢复。")
    worker = parent.worker or parent.requester
    parts = {
        "summary": outage.text.replace("{time}", "当日"),
        "effect": f"{outage.reason}；共收到 {outage.reports} 起报告，历时约 {outage.minutes} 分钟。",
        "causes": "\n".join([*outage.notes, outage.solution]),
        "went_well": _WELL,
        "went_badly": _BADLY,
    }
    reviewing.write(manager, number, parts=parts)
    today = parent.stage.now.date()
    for text, days, state in _FINDINGS:
        due_on = today + timedelta(days=days)
        finding = reviewing.find(manager, number, text=text, owner=worker, due_on=due_on)
        if state != FindingState.OPEN:
            reviewing.settle(actor_of(worker), finding.pk, state=state, result="已完成，见变更记录。")
    reviewing.finish(manager, number)


def _tell(parent: Case, index: int) -> None:
    manager = _manager(parent)
    texts = updates.filled(queries.templates()[index], fetch(manager, parent.ticket.pk))
    update = updates.send(manager, parent.ticket.pk, texts=texts, audiences=_AUDIENCES)
    updates.pass_on(update)


def _manager(parent: Case) -> Actor:
    return actor_of(parent.stage.company.named["incident"])
