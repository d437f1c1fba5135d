from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line
from fuwutai.workspace.permissions import ENTER

SETTINGS = (
    Line(_("Reply templates"), "workspace:replies", permission=ENTER, group=_("Tickets"), position=40),
    Line(_("Macros"), "workspace:macros", permission=ENTER, group=_("Tickets"), position=41),
)
