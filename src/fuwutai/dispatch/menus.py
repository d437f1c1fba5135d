"""The lines that dispatching adds to the settings."""

from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line
from fuwutai.core.texts import LazyText
from fuwutai.dispatch.roles import CONFIGURE, SEE

_GROUP = _("Service levels")


def _line(label: LazyText, view: str, permission: str, position: int, below: str = "") -> Line:
    """`below`: a further page of its own that belongs to the line."""
    return Line(
        label, view, permission=permission, group=_GROUP, position=position, everywhere=permission == CONFIGURE,
        views=(below,) if below else (),
    )  # fmt: skip


SETTINGS = (
    _line(_("Dispatch rules"), "dispatch:rules", CONFIGURE, 47, "dispatch:trial"),
    _line(_("Which rules send wrong"), "dispatch:wrong-ways", SEE, 47, "dispatch:placements"),
    _line(_("Capacities"), "dispatch:capacities", CONFIGURE, 48),
    _line(_("Who is free now"), "dispatch:free", SEE, 48),
    _line(_("Dispatching in general"), "dispatch:policy", CONFIGURE, 49),
)
