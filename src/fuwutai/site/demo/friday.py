"""A VIP's fault ten minutes before the end of a Friday, with a make-up Saturday behind it, as nobody wants to have it.

`site/tests/test_a_day_in_the_life.py` tells the same by the minute. It is played on the last such Friday there was.
"""

from datetime import date, datetime, time, timedelta

from fuwutai.site.demo import alarms, reporting, shifts
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stage import Script, Stage
from fuwutai.site.demo.stories import story
from fuwutai.tickets.choices import Channel, WaitFor

_STORY, _GROUP, _EXPERTS = "vpn-619", "network", "expert-infra"
_ENGAGED = "电话里等用户重启验证，当时没有点暂停。"


def plan(stage: Stage) -> None:
    day = _friday(stage)
    if day:
        stage.plan(_at(day, 17, 50), _play(stage, day + timedelta(days=1)))


def _friday(stage: Stage) -> date | None:
    """The last Friday before a Saturday on which everybody works; not every two months have one."""
    first, last = stage.begins.astimezone(shifts.HOME).date(), stage.ends.astimezone(shifts.HOME).date()
    days = [first + timedelta(days=number) for number in range(1, (last - first).days - 1)]
    fridays = [day for day in days if day.weekday() == 4 and shifts.works(day + timedelta(days=1), "CN")]
    return fridays[-1] if fridays else None


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), shifts.HOME)


def _play(stage: Stage, saturday: date) -> Script:
    company = stage.company
    case = Case(stage=stage, story=story(_STORY), requester=company.named["vip"], channel=Channel.PHONE)
    case.agent, engineer = company.named["agent"], company.named["engineer"]
    yield from reporting.arrive(case)
    case.do(case.keeper, "prioritise", impact=2, urgency=1)
    yield stage.now + timedelta(minutes=2)
    case.do(case.keeper, "assign", team=company.teams[_GROUP], note=case.word("dispatch"))
    yield stage.now + timedelta(minutes=1)
    case.do(engineer, "accept")
    yield stage.now + timedelta(minutes=3)
    case.do(engineer, "reply", text=case.told.ask)
    case.do(engineer, "wait", wait_for=WaitFor.REQUESTER, note=case.word("wait_requester"), resume_at=None)
    yield _at(saturday, 9, 5)
    case.do(case.requester, "say", text=case.told.answer)
    yield _at(saturday, 9, 40)
    case.do(engineer, "pass_on", team=company.teams[_EXPERTS], note=case.told.notes[0])
    yield from _by_experts(case, saturday)


def _by_experts(case: Case, saturday: date) -> Script:
    """They solve it too soon, find the reason too late, and set the clock right."""
    team = case.stage.company.teams[_EXPERTS]
    lead, *others = case.stage.company.members[_EXPERTS]
    worker = others[0] if others else lead
    yield _at(saturday, 9, 50)
    case.do(worker, "accept")
    yield _at(saturday, 10, 30)
    case.resolve(worker)
    yield _at(saturday, 10, 50)
    case.do(case.requester, "reject", reason=case.told.still or case.word("still"))
    yield _at(saturday, 14, 30)
    if alarms.is_unanswered(case.ticket.pk):
        case.do(team.lead or lead, "take_notice", note="网关证书链不全，正在更换。")
    yield _at(saturday, 14, 40)
    since, until = _at(saturday, 11, 15), _at(saturday, 11, 45)
    case.do(
        team.lead or lead, "enter_pause", wait_for=WaitFor.REQUESTER, reason=_ENGAGED, since=since, until=until
    )  # fmt: skip
    yield _at(saturday, 15, 20)
    case.resolve(worker, case.told.again or case.word("again"))
    yield _at(saturday, 15, 45)
    case.do(case.requester, "confirm", note=case.word("confirm"))
