"""When somebody is left in peace, by the wall clock of where they live (C12)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fuwutai.calendars.queries import is_working_day
from fuwutai.notices.models import QuietSpan
from fuwutai.people.models import Person

# A night and a day off are two steps; no country is off for a month on end.
_MOST_STEPS = 60


@dataclass(frozen=True)
class Quiet:
    """A span of each local day, which may pass midnight, and with `days_off` whole days on which nobody works."""

    starts: time
    ends: time
    days_off: bool
    zone: ZoneInfo
    country: str

    def until(self, moment: datetime) -> datetime | None:
        """When the quiet hours that hold at `moment` end, in UTC; None while it is not quiet."""
        found = moment.astimezone(UTC)
        for _step in range(_MOST_STEPS):
            end = self._end_of_span(found)
            if end is None:
                break
            found = end
        return found if found > moment else None

    def _end_of_span(self, moment: datetime) -> datetime | None:
        local = moment.astimezone(self.zone)
        today, clock_time = local.date(), local.time()
        if self._is_night(clock_time):
            day = today if clock_time < self.ends else today + timedelta(days=1)
            return self._moment(day, self.ends, after=moment)
        if self.days_off and not is_working_day(today, country=self.country):
            return self._moment(today + timedelta(days=1), time(0), after=moment)
        return None

    def _is_night(self, clock_time: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= clock_time < self.ends
        return clock_time >= self.starts or clock_time < self.ends

    def _moment(self, day: date, clock_time: time, *, after: datetime) -> datetime:
        """The moment of a wall clock; of an hour that comes twice in autumn the one that is still to come."""
        first = datetime.combine(day, clock_time, tzinfo=self.zone).astimezone(UTC)
        return first if first > after else first + timedelta(hours=1)


def until(person: Person, hours: QuietSpan, *, at: datetime) -> datetime | None:
    """When the quiet `hours` that hold at that moment where `person` lives are over; None while it is not quiet."""
    if not hours.active:
        return None
    zone, country = ZoneInfo(person.lives_in), person.organisation.country
    return Quiet(hours.starts, hours.ends, hours.days_off, zone, country).until(at)
