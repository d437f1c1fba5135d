"""The lines that the top floor adds to menus, to the permission table and to what people are told."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.core.navigation import Line
from fuwutai.notices import kinds
from fuwutai.notices.kinds import NoticeKind
from fuwutai.people.permissions import Permission

_GROUP = _("People and settings")
_EXPORTERS = (
    "desk_supervisor", "desk_manager", "incident_manager", "problem_manager", "process_owner", "quality_analyst",
    "executive", "auditor",
)  # fmt: skip

PERMISSIONS = (
    Permission("exports.make", _("Take lists home as files"), _GROUP, _EXPORTERS),
    Permission("system.backup", _("Set up backups"), _GROUP),
)
SETTINGS = (
    Line(_("Backups"), "backup:plan", permission="system.backup", everywhere=True, group=_("System"), position=85),
    Line(_("Exports"), "exports:list", permission="exports.make", group=_("System"), position=95),
)


def declare_notices() -> None:
    template = "site/notices/{}.txt"
    kinds.declare(
        NoticeKind(
            "export.ready", _("Export is ready"), template.format("export_ready"), for_staff=True, page=_link,
        ),
        NoticeKind(
            "backup.failed", _("Backup failed"), template.format("backup_failed"), for_staff=True, page=_link,
            can_be_declined=False,
        ),
    )  # fmt: skip


def _link(data: Mapping[str, Any]) -> str:
    return str(data["link"])
