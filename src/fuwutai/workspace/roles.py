"""The lines of the permission table that the workspace brings."""

from django.utils.translation import gettext_lazy as _

from fuwutai.people.permissions import Permission

SHARE = "workspace.share"
SHARE_REPLIES = "workspace.share_replies"
SHARE_MACROS = "workspace.share_macros"

PERMISSIONS = (
    Permission(
        SHARE, _("Share views, and change shared ones"), _("Workspace"),
        ("desk_manager", "desk_supervisor", "incident_manager", "process_owner"),
    ),
    Permission(
        SHARE_REPLIES, _("Share reply templates, and change shared ones"), _("Workspace"),
        ("desk_manager", "desk_supervisor", "incident_manager", "process_owner"),
    ),
    Permission(
        SHARE_MACROS, _("Share macros, and change shared ones"), _("Workspace"),
        ("desk_manager", "desk_supervisor", "incident_manager", "process_owner"),
    ),
)  # fmt: skip
