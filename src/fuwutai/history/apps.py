from django.apps import AppConfig
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class HistoryConfig(AppConfig):
    name = "fuwutai.history"
    label = "history"

    def ready(self) -> None:
        # Models and what stands on them load only after the registry is ready.
        from fuwutai.core import navigation  # noqa: PLC0415
        from fuwutai.history import exports  # noqa: PLC0415
        from fuwutai.history.permissions import PERMISSION  # noqa: PLC0415
        from fuwutai.people import permissions  # noqa: PLC0415
        from fuwutai.tickets.services import sweeping  # noqa: PLC0415

        permissions.declare(
            [permissions.Permission(PERMISSION, _("Import the history of another tool"), _("People and settings"))]
        )
        line = navigation.Line(
            _("Import a history"), "history:imports", permission=PERMISSION, everywhere=True, group=_("System"),
            position=92,
        )  # fmt: skip
        navigation.add("settings", line)
        exports.declare()
        # The other tool has told its requesters; nobody is reminded of what was solved there.
        sweeping.spare(Q(history_case__isnull=False, resolved_at__lt=F("entered_at")))
