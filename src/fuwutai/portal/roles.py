"""The line of the permission table that ratings bring."""

from django.utils.translation import gettext_lazy as _

from fuwutai.people.permissions import Permission

SEE_OPINIONS = "ratings.read"

PERMISSIONS = (
    Permission(
        SEE_OPINIONS, _("See how requesters rate the desk, and what they say"), _("Tickets"),
        (
            "desk_supervisor", "desk_manager", "incident_manager", "process_owner", "quality_analyst", "executive",
            "auditor",
        ),
    ),
)  # fmt: skip
