"""Who is at work when: office hours of each company, shifts of the desks, rotas of the groups."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fuwutai.calendars.queries import is_working_day
from fuwutai.people.models import Organisation, Person

HOME = ZoneInfo("Asia/Shanghai")
# Office hours as minutes of the day. The second span starts after the noon rest.
_MORNING, _AFTERNOON = (8 * 60 + 30, 12 * 60), (13 * 60 + 30, 18 * 60)
_DESK_OPENS, _DESK_SHUTS, _SHIFT = 7 * 60 + 30, 20 * 60 + 30, 9 * 60


def works(day: date, country: str) -> bool:
    return is_working_day(day, country=country)


def is_office_time(moment: datetime, organisation: Organisation) -> bool:
    local = moment.astimezone(ZoneInfo(organisation.time_zone))
    minute = local.hour * 60 + local.minute
    return works(local.date(), organisation.country) and any(
        start <= minute < end for start, end in (_MORNING, _AFTERNOON)
    )


def after_work_minutes(moment: datetime, minutes: float, *, zone: ZoneInfo = HOME, country: str = "CN") -> datetime:
    """The moment when `minutes` of office time have gone by since `moment`."""
    local = moment.astimezone(zone)
    left = minutes
    day = local.date()
    now = local.hour * 60 + local.minute + local.second / 60
    while True:
        if works(day, country):
            for start, end in (_MORNING, _AFTERNOON):
                begin = max(start, now)
                if end - begin > left:
                    return _at(day, begin + left, zone)
                left -= max(end - begin, 0)
        day, now = day + timedelta(days=1), 0


def _at(day: date, minute: float, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone) + timedelta(minutes=minute)


def desk_is_open(moment: datetime) -> bool:
    """Day and evening shift; at night one agent of the northern desk answers for all."""
    local = moment.astimezone(HOME)
    return _DESK_OPENS <= local.hour * 60 + local.minute < _DESK_SHUTS


def desk_opens_after(moment: datetime) -> datetime:
    """The next time that the first agents sit down."""
    local = moment.astimezone(HOME)
    day = local.date() if local.hour * 60 + local.minute < _DESK_OPENS else local.date() + timedelta(days=1)
    return _at(day, _DESK_OPENS, HOME)


def on_desk(agents: list[Person], moment: datetime) -> list[Person]:
    """Who of `agents` sits at the desk now; nobody at night."""
    local = moment.astimezone(HOME)
    minute = local.hour * 60 + local.minute
    return [agent for agent, start in seats(agents, local.date()) if start <= minute < start + _SHIFT]


def seats(agents: list[Person], day: date) -> list[tuple[Person, int]]:
    """Who sits at the desk that day, from which minute on; two by turns on days off."""
    turn = day.toordinal()
    if not works(day, "CN"):
        early, late = agents[turn % len(agents)], agents[(turn + 1) % len(agents)]
        return [(early, _DESK_OPENS), (late, _DESK_SHUTS - _SHIFT)]
    return [
        (agent, _DESK_OPENS if (index + turn // 7) % 2 else _DESK_SHUTS - _SHIFT)
        for index, agent in enumerate(agents)
        if (turn * 7 + index * 5) % 11  # a day off now and then
    ]


def midnight(moment: datetime) -> datetime:
    """When the local day of `moment` began."""
    return _at(moment.astimezone(HOME).date(), 0, HOME)


def on_call(members: list[Person], moment: datetime) -> Person:
    """Whom a group sends outside office hours, by the week."""
    week = moment.astimezone(HOME).date().toordinal() // 7
    return members[week % len(members)]
