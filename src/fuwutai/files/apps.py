from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from fuwutai.core import navigation
from fuwutai.core.navigation import Line


class FilesConfig(AppConfig):
    name = "fuwutai.files"
    label = "files"

    def ready(self) -> None:
        group = _("Tickets")
        navigation.add(
            "settings",
            Line(
                _("Attachments"), "files:policy", permission="settings.edit", everywhere=True, group=group, position=39
            ),
        )
