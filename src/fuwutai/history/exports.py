"""The imports of a history as a file."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from fuwutai.core.exports import lists
from fuwutai.core.exports.formats import Column
from fuwutai.core.exports.lists import ExportedList
from fuwutai.history import permissions
from fuwutai.history.models import Import


def _counted(*names: str) -> Callable[[Import], int]:
    return lambda one: sum(one.tally.get(name, 0) for name in names)


_COLUMNS = (
    Column(_("File"), lambda one: one.file_name, width=32),
    Column(_("Source"), lambda one: one.source, width=24),
    Column(_("Mapping"), lambda one: one.mapping_name, width=24),
    Column(_("State"), lambda one: one.get_state_display()),
    Column(_("Rows"), lambda one: one.rows_total, width=10),
    Column(_("Tickets"), _counted("made", "continued"), width=10),
    Column(_("Uploaded by"), lambda one: one.by, width=20),
    Column(_("Uploaded"), lambda one: one.created_at, width=20, is_moment=True),
    Column(_("Finished"), lambda one: one.finished_at, width=20, is_moment=True),
)


def declare() -> None:
    lists.declare(
        ExportedList(
            "history-imports", _("Imports of a history"), lambda actor, _query: permissions.visible(actor), _COLUMNS
        )
    )
