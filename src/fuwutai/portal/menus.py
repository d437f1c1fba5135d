from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line
from fuwutai.portal.roles import SEE_OPINIONS

SETTINGS = (
    Line(_("What requesters say"), "opinions:figures", permission=SEE_OPINIONS, group=_("Tickets"), position=41),
)  # fmt: skip
