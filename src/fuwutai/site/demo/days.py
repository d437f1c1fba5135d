"""When people report what: the rhythm of days, weeks and nights over the months before now."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from fuwutai.people.choices import Level
from fuwutai.people.models import Organisation, Person
from fuwutai.site.demo import choice, crowd, lives, outages, shifts, staged
from fuwutai.site.demo.case import Case
from fuwutai.site.demo.stage import Script, Stage
from fuwutai.tickets.choices import Channel

# Reports of one person on an ordinary working day, and how much of that comes on a day off.
_RATE, _DAY_OFF = 0.071, 0.09
# Monday brings what the weekend kept; a working Saturday is quiet.
_WEEKDAYS = (1.35, 1.06, 1.0, 0.96, 0.9, 0.6, 0.6)
_AFTER_HOLIDAY = 1.5
# Share of each hour of the day.
_HOURS = (2, 2, 2, 2, 2, 3, 6, 18, 66, 140, 128, 92, 30, 56, 118, 106, 92, 66, 22, 14, 11, 9, 6, 4)
_HOME_CHANNELS = {
    Channel.PHONE: 40, Channel.WEB: 27, Channel.MAIL: 19, Channel.CHAT: 7, Channel.WALK_IN: 5, Channel.PAPER: 2,
}  # fmt: skip
_CHANNELS: dict[str, dict[Channel, int]] = {
    "zh-hans": _HOME_CHANNELS,
    "zh-hant": {Channel.PHONE: 34, Channel.WEB: 30, Channel.MAIL: 30, Channel.CHAT: 6},
    "en": {Channel.PHONE: 24, Channel.WEB: 42, Channel.MAIL: 30, Channel.CHAT: 4},
}


def fill(stage: Stage) -> None:
    """Plan all reports, outages and routines between the stage's beginning and its end."""
    _learn_habits(stage)
    stage.plan(stage.begins, lives.keep_house(stage))
    day, last = stage.begins.astimezone(shifts.HOME).date(), stage.ends.astimezone(shifts.HOME).date()
    rested = 0
    while day <= last:
        works = shifts.works(day, "CN")
        for organisation in stage.company.organisations.values():
            _fill_day(stage, organisation, day, rested=rested)
        rested = 0 if works else rested + 1
        day += timedelta(days=1)
    outages.plan(stage)
    staged.plan(stage)
    crowd.plan(stage)


def _learn_habits(stage: Stage) -> None:
    for person in stage.company.requesters:
        code = person.organisation.code
        stage.company.staff_of.setdefault(code, []).append(person)
        stage.company.habits.setdefault(code, []).append(_habit(person, stage))


def _habit(person: Person, stage: Stage) -> float:
    """A few people report much, most little; VIPs more, and those whom one may sign in as most."""
    if person in stage.company.named.values():
        return 7.0
    often = stage.dice.paretovariate(1.6)
    return min(often, 9.0) * (2.0 if person.level != Level.NORMAL else 1.0)


def _fill_day(stage: Stage, organisation: Organisation, day: date, *, rested: int) -> None:
    expected = len(stage.company.staff_of[organisation.code]) * _RATE * _factor(day, organisation, rested)
    dice = stage.dice
    for _report in range(max(0, round(dice.gauss(expected, expected**0.5)))):
        moment = _moment(day, organisation, dice)
        if stage.begins <= moment <= stage.ends:
            stage.plan(moment, _report_at(stage, organisation.code))


def _factor(day: date, organisation: Organisation, rested: int) -> float:
    if not shifts.works(day, organisation.country):
        return _DAY_OFF
    return _WEEKDAYS[day.weekday()] * (_AFTER_HOLIDAY if rested >= 3 else 1.0)


def _moment(day: date, organisation: Organisation, dice: Random) -> datetime:
    hour = dice.choices(range(24), _HOURS)[0]
    local = datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), ZoneInfo(organisation.time_zone))
    return local.astimezone(UTC)


def _report_at(stage: Stage, code: str) -> Script:
    """Somebody of this company reports something, decided when the moment has come."""
    person = stage.dice.choices(stage.company.staff_of[code], stage.company.habits[code])[0]
    case = Case(stage=stage, story=choice.story_for(person, stage), requester=person, channel=_channel(stage, person))
    if case.channel == Channel.PHONE and case.happens(0.025):
        yield from lives.live_twice(case)
    else:
        yield from lives.live(case)


def _channel(stage: Stage, person: Person) -> Channel:
    local = stage.now.astimezone(ZoneInfo(person.lives_in))
    if choice.is_night(local.hour):
        return stage.dice.choice((Channel.PHONE, Channel.PHONE, Channel.PHONE, Channel.WEB))
    known = _CHANNELS[person.speaks]
    return stage.dice.choices(list(known), list(known.values()))[0]
