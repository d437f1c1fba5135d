"""The lines of the permission table that dispatching brings."""

from django.utils.translation import gettext_lazy as _

from fuwutai.people.permissions import Permission

_GROUP = _("Dispatching")
CONFIGURE = "dispatch.configure"
SEE = "dispatch.see"

PERMISSIONS = (
    Permission(CONFIGURE, _("Set up dispatch rules and capacities"), _GROUP, ("desk_manager", "process_owner")),
    Permission(
        SEE, _("See what dispatch rules do, and who is free"), _GROUP,
        ("desk_manager", "desk_supervisor", "process_owner", "quality_analyst"),
    ),
)  # fmt: skip
