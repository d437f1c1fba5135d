"""The hours in which a team has promised to be there (mission A8)."""

from fuwutai.calendars import queries as calendars
from fuwutai.duty.queries.standing import OpenHours
from fuwutai.people.models import Team


def promised(team: Team) -> OpenHours | None:
    """Those of the calendar of its roster, else of the default calendar; None while no calendar has any hours."""
    roster = getattr(team, "roster", None)
    calendar = roster.calendar_id if roster else None
    version = calendars.current(calendar) if calendar else calendars.default_version()
    return calendars.working_time(version.pk) if version else None
