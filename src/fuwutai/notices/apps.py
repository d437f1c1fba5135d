from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line, add


class NoticesConfig(AppConfig):
    name = "fuwutai.notices"
    label = "notices"

    def ready(self) -> None:
        add("own", Line(_("Notices"), "notices:preferences", position=20))
        watched = Line(
            _("Not delivered"), "notices:undelivered", permission="system.watch", group=_("System"), position=72
        )
        add("settings", watched)
