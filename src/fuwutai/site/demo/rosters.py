"""Who of the demo company is on duty: the shifts as `shifts` lets people sit, who is away, who swaps with whom."""

from datetime import date, datetime, time, timedelta

from fuwutai.duty import services
from fuwutai.duty.choices import AbsenceKind
from fuwutai.duty.models import Absence, Duty, Shift, Skill
from fuwutai.duty.services import Offer, Slot
from fuwutai.people.models import Person
from fuwutai.site.demo import shifts
from fuwutai.site.demo.company import Company, Table, named
from fuwutai.site.demo.stage import Script, Stage

# Rosters are made from so long before now until so long after.
_PAST, _COMING = timedelta(days=14), timedelta(days=28)
_DESK, _GROUP = "desk-north", "network"


def found(company: Company, told: Table) -> None:
    """Shifts there are, and what people can do."""
    admin = company.actor(company.named["admin"])
    for position, entry in enumerate(told["shift"]):
        starts = time.fromisoformat(entry["starts"])
        services.save_shift(
            admin,
            Shift(code=entry["code"], starts=starts, minutes=entry["minutes"], colour=entry["colour"],
                  position=position, **named(entry["names"])),
        )  # fmt: skip
    known = {
        entry["key"]: services.save_skill(admin, Skill(position=position, **named(entry["names"])))
        for position, entry in enumerate(told["skill"])
    }
    held: dict[Person, dict[Skill, int]] = {}
    for team, skill, levels in told["skills"]["held"]:
        for person, level in zip(company.members[team], levels, strict=False):
            if level:
                held.setdefault(person, {})[known[skill]] = level
    for person, can in held.items():
        services.set_skills(admin, person, levels=can)


def plan(stage: Stage) -> None:
    stage.plan(stage.ends - _PAST - timedelta(days=3), _plan_weeks(stage))
    stage.plan(stage.ends - timedelta(days=2, hours=3), _change_weeks(stage))


def _plan_weeks(stage: Stage) -> Script:
    """The manager plans the desk, the lead the network group."""
    company = stage.company
    first = (stage.ends - _PAST).astimezone(shifts.HOME).date()
    days = [first + timedelta(days=number) for number in range((_PAST + _COMING).days)]
    kinds = {shift.code: shift for shift in Shift.objects.all()}
    early = kinds["E"].starts.hour * 60 + kinds["E"].starts.minute
    desk = [
        _slot(agent, kinds["E" if start == early else "L"], day)
        for day in days
        for agent, start in shifts.seats(company.agents[_DESK], day)
    ]
    services.plan_all(company.actor(company.named["manager"]), company.teams[_DESK], desk)
    members = company.members[_GROUP]
    group = [
        _slot(member, kinds["D" if shifts.works(day, "CN") else "S"], day)
        for day in days
        for member in (members if shifts.works(day, "CN") else [members[day.toordinal() // 7 % len(members)]])
    ]
    lead = company.teams[_GROUP].lead or company.named["manager"]
    services.plan_all(company.actor(lead), company.teams[_GROUP], group)
    yield stage.now


def _change_weeks(stage: Stage) -> Script:
    """Somebody goes on a training, two have swapped, and one asks the agent whom one may sign in as."""
    company = stage.company
    agents, members = company.agents[_DESK], company.members[_GROUP]
    monday = shifts.midnight(stage.ends) + timedelta(days=7 - stage.ends.astimezone(shifts.HOME).weekday())
    away = next(person for person in members[1:] if person not in company.named.values())
    stand_in = next(person for person in members if person != away)
    services.record_absence(
        company.actor(away),
        Absence(person=away, stand_in=stand_in, start=monday, end=monday + timedelta(days=5),
                kind=AbsenceKind.TRAINING, note="厂商认证培训"),
    )  # fmt: skip
    yield stage.now + timedelta(minutes=40)
    one, other, *_more = [agent for agent in agents if agent != company.named["agent"]]
    given, taken = _coming(one, monday), _coming(other, monday, but=one)
    if given and taken:
        swap = services.ask_swap(company.actor(one), given, Offer(asked=other, taken=taken, note="孩子家长会"))
        yield stage.now + timedelta(minutes=25)
        services.accept_swap(company.actor(other), swap)
    named_agent = company.named["agent"]
    given = _coming(one, monday + timedelta(days=7), but=named_agent)
    if given:
        services.ask_swap(company.actor(one), given, Offer(asked=named_agent, note="那天要搬家，能否换一下？"))
    yield stage.now


def _slot(person: Person, shift: Shift, day: date) -> Slot:
    return Slot(person, *shift.on(day), shift)


def _coming(person: Person, after: datetime, *, but: Person | None = None) -> Duty | None:
    """The next duty of `person`, at a time for which `but` has none."""
    found = Duty.objects.filter(person=person, start__gt=after)
    if but:
        found = found.exclude(start__in=Duty.objects.filter(person=but, start__gt=after).values("start"))
    return found.first()
