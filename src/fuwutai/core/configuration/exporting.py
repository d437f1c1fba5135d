"""Every page of settings as a file, from the same declaration as the page."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import listing
from fuwutai.core.configuration.listing import Wanted
from fuwutai.core.configuration.settings import Column, Setting
from fuwutai.core.exports import formats
from fuwutai.core.exports.lists import ExportedList
from fuwutai.core.trees import Row

_EVERYWHERE = "/"
# Drawn as a pair, of which the first part is what is said.
_PAIRS = ("tag", "link", "inherited")


def exported(setting: Setting) -> ExportedList:
    """The list behind the page of `setting`."""

    def rows(actor: Any, query: QueryDict) -> QuerySet[Any]:
        actor.must(setting.permission, within=_EVERYWHERE if setting.everywhere else None)
        wanted = Wanted(text=query.get("q", "").strip()[:100], resting=query.get("active") == "no")
        return listing.found(setting, actor, wanted)

    def prepare(records: list[Any]) -> Sequence[Row]:
        above = listing.ancestors(setting, records)
        return [Row(record, 0, above.get(record.pk, ())) for record in records]

    columns = [formats.Column(_("Name"), _full_name, width=32)]
    columns += [formats.Column(column.label, _value(column)) for column in setting.columns]
    if setting.can_rest:
        columns.append(formats.Column(_("In use"), lambda row: row.record.active))
    return ExportedList(setting.name, setting.words.title, rows, tuple(columns), prepare)


def _full_name(row: Row) -> str:
    return " / ".join(str(record) for record in (*row.above, row.record))


def _value(column: Column) -> Callable[[Row], Any]:
    if column.kind in _PAIRS:
        return lambda row: (column.value(row) or ("",))[0]
    return column.value
