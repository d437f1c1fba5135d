"""Small words for worlds with rosters. Times are those of Shanghai unless they name a zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fuwutai.duty.choices import Colour
from fuwutai.duty.models import Absence, Duty, Roster, Shift
from fuwutai.duty.presence import Span
from fuwutai.people.models import Person, Team

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    """`at("11-20 08:00")` in the year of the tests."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))


def a_shift(code: str, starts: str, hours: float, **other: object) -> Shift:
    names = {"name_zh_hans": code, "colour": Colour.BLUE}
    return Shift.objects.create(
        code=code, starts=time.fromisoformat(starts), minutes=int(hours * 60), **{**names, **other}
    )


def a_duty(team: Team, person: Person, start: datetime, end: datetime, shift: Shift | None = None) -> Duty:
    Roster.objects.get_or_create(team=team)
    return Duty.objects.create(team=team, person=person, start=start, end=end, shift=shift)


def away(person: Person, start: datetime, end: datetime, *, stand_in: Person | None = None) -> Absence:
    return Absence.objects.create(person=person, start=start, end=end, stand_in=stand_in)


@dataclass(frozen=True)
class Daily:
    """Hours of every day, as a calendar would tell them."""

    opens: time
    closes: time

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        day = start.astimezone(SHANGHAI).date() - timedelta(days=1)
        while day <= end.astimezone(SHANGHAI).date():
            opens = datetime.combine(day, self.opens, tzinfo=SHANGHAI)
            closes = datetime.combine(day, self.closes, tzinfo=SHANGHAI)
            if max(opens, start) < min(closes, end):
                yield max(opens, start), min(closes, end)
            day += timedelta(days=1)
