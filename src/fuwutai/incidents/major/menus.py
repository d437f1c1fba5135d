"""The lines that major incidents add to the menus."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line
from fuwutai.incidents.major import permissions, queries

# Whoever only has a seat in one finds it by their notice; the list is for those who are told of all.
RAIL = (
    Line(
        _("Major incidents"), "major:list", icon="urgent", permission=permissions.TOLD, position=45, key="g i",
        hot=True, count=queries.running_count,
    ),
)  # fmt: skip

SETTINGS = (
    Line(
        _("Updates on major incidents"), "major:update-templates", permission=permissions.CONFIGURE, everywhere=True,
        group=_("Tickets"), position=39,
    ),
)  # fmt: skip
