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
        quiet = Line(
            _("Quiet hours"), "notices:standard-quiet-hours", permission="settings.edit", everywhere=True,
            group=_("Channels"), position=58,
        )  # fmt: skip
        add("settings", quiet)
        watched = Line(
            _("Not delivered"), "notices:undelivered", permission="system.watch", group=_("System"), position=72
        )
        add("settings", watched)
