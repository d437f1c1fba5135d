"""What service levels do about what happens below them."""

from fuwutai.calendars.facts import CalendarChanged
from fuwutai.service_levels.models import agreements


def calendar_changed(_fact: CalendarChanged) -> None:
    """What begins from now on runs by the new version; whose clocks they are moves those over that are on."""
    agreements.renew_edition()
