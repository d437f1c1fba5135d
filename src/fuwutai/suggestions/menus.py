from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line
from fuwutai.suggestions.roles import CONFIGURE

_GROUP = _("Replies and suggestions")

SETTINGS = (
    Line(_("Suggestions"), "suggestions:policy", permission=CONFIGURE, group=_GROUP, position=39, everywhere=True),
    Line(
        _("How often they are right"), "suggestions:figures", permission=CONFIGURE, group=_GROUP, position=39,
        everywhere=True,
    ),
)  # fmt: skip
