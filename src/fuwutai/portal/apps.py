from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line, add


class PortalConfig(AppConfig):
    name = "fuwutai.portal"
    label = "portal"

    def ready(self) -> None:
        add(
            "portal",
            Line(_("Home"), "portal:home", icon="home", position=10),
            Line(_("Report"), "portal:report", icon="circle-plus", position=20),
            Line(_("My tickets"), "portal:tickets", icon="ticket", position=30),
            Line(_("My settings"), "people:profile", icon="user-cog", position=40),
            Line(_("Workspace"), "tickets:mine", icon="inbox", permission="workspace.enter", position=50),
        )
        add("rail", Line(_("My own requests"), "portal:home", icon="user-question", position=75))
