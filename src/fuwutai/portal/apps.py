from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line, add


class PortalConfig(AppConfig):
    name = "fuwutai.portal"
    label = "portal"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.people import permissions  # noqa: PLC0415
        from fuwutai.portal import exports, menus, roles  # noqa: PLC0415

        permissions.declare(roles.PERMISSIONS)
        exports.declare()
        add("settings", *menus.SETTINGS)
        add(
            "portal",
            Line(_("Home"), "portal:home", icon="home", position=10),
            Line(_("Report"), "portal:report", icon="circle-plus", position=20),
            Line(_("My tickets"), "portal:tickets", icon="ticket", position=30),
            Line(_("My settings"), "people:profile", icon="user-cog", position=40),
            Line(_("Workspace"), "tickets:mine", icon="inbox", permission="workspace.enter", position=50),
        )
        add("rail", Line(_("My own requests"), "portal:home", icon="user-question", position=75))
