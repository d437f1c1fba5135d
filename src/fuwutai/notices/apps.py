from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line, add


class NoticesConfig(AppConfig):
    name = "fuwutai.notices"
    label = "notices"

    def ready(self) -> None:
        from fuwutai.notices import exports  # noqa: PLC0415 - models load only after the registry is ready

        exports.declare()
        add("own", Line(_("Notices"), "notices:preferences", position=20))
        watched = Line(
            _("Not delivered"), "notices:undelivered", permission="system.watch", group=_("System"), position=72
        )
        add("settings", watched)
