"""The lines that rosters add to the menus."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line

# Without a count of swaps to answer, which every page would pay for: notices tell of them.
RAIL = (Line(_("On duty"), "duty:now", icon="calendar-user", position=45, key="g d"),)

_LEVELS = _("Service levels")
SETTINGS = (
    Line(_("Shifts"), "duty:shifts", permission="duty.settings", everywhere=True, group=_LEVELS, position=45),
    Line(_("Skills"), "duty:skills", permission="duty.settings", everywhere=True, group=_LEVELS, position=46),
)
