from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line
from fuwutai.workspace.permissions import ENTER

_GROUP = _("Replies and suggestions")

WAYS = (Line(_("All views"), "workspace:views", icon="list-details", permission=ENTER),)
SETTINGS = (
    Line(_("Reply templates"), "workspace:replies", permission=ENTER, group=_GROUP, position=40),
    Line(_("Macros"), "workspace:macros", permission=ENTER, group=_GROUP, position=41),
)
