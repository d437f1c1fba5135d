"""The only door from a request to a macro."""

from django.utils.translation import gettext_lazy as _

from fuwutai.workspace.macros.models import Macro
from fuwutai.workspace.roles import SHARE_MACROS
from fuwutai.workspace.sharing.rules import Sharing

MACROS = Sharing(
    Macro,
    share=SHARE_MACROS,
    refused=_("Your role does not let you share macros."),
    unknown=_("There is no such macro, or none that you may use."),
    too_many=_("You have %(most)d macros already. Change one of them."),
    most=100,
)
visible, editable, fetch = MACROS.visible, MACROS.editable, MACROS.fetch
