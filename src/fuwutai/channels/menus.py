"""The lines that channels add to the menus, and how changes of their settings are read."""

from django.utils.translation import gettext_lazy as _

from fuwutai.channels import queries
from fuwutai.channels.gateways.models import Gateway, Room
from fuwutai.channels.models import Mailbox
from fuwutai.core.configuration import changes
from fuwutai.core.navigation import Line
from fuwutai.tickets import lifecycle

_CHANNELS = _("Channels")
_GATEWAYS = "channels.gateways"

RAIL = (
    Line(
        _("Quarantine"), "channels:contacts", icon="shield-exclamation", permission="tickets.contacts",
        group=_("Administration"), position=82, count=queries.count_unsettled, hot=True,
    ),
)  # fmt: skip
SETTINGS = (
    Line(_("Mailboxes"), "channels:mailboxes", permission="channels.mailboxes", group=_CHANNELS, position=50),
    Line(_("Gateways"), "channels:gateways", permission=_GATEWAYS, group=_CHANNELS, position=52),
    Line(_("Chat rooms"), "channels:rooms", permission=_GATEWAYS, group=_CHANNELS, position=53),
)

# In the form the card above says which way the mail goes; among changes a name stands alone.
_NAMES_THAT_STAND_ALONE = {
    "in_host": _("Incoming server"),
    "in_port": _("Incoming port"),
    "in_security": _("Incoming security"),
    "in_user": _("Incoming user name"),
    "folder": _("Incoming folder"),
    "out_host": _("Outgoing server"),
    "out_port": _("Outgoing port"),
    "out_security": _("Outgoing security"),
    "out_user": _("Outgoing user name"),
    "pickup_folder": _("Outgoing folder"),
}


def name_changes() -> None:
    """Say how changes of mailboxes, gateways and chat rooms are read."""
    changes.name(Mailbox, _("Mailbox"), grant=_("Allowed at its provider"), **_NAMES_THAT_STAND_ALONE)
    changes.name(Gateway, _("Gateways"), secret=_("Secret"))
    changes.name(Room, _("Chat rooms"), secret=_("Secret"))
    changes.read(Mailbox, kind=lifecycle.label_of)
