"""The line of the permission table that suggestions bring."""

from django.utils.translation import gettext_lazy as _

from fuwutai.people.permissions import Permission

CONFIGURE = "suggestions.configure"

PERMISSIONS = (
    Permission(
        CONFIGURE, _("Set up suggestions, and see how often they are right"), _("Tickets"),
        ("desk_manager", "process_owner"),
    ),
)  # fmt: skip
