"""Lists that can be written to a file. Each app declares its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from fuwutai.core.exports.formats import CSV, XLSX, Column, Format
from fuwutai.core.texts import LazyText


def _as_they_are(records: list[Any]) -> Sequence[Any]:
    return records


@dataclass(frozen=True)
class ExportedList:
    """`rows` are the records that an actor sees on the page with this query string, in its order and not sliced.

    It raises what the page raises. `prepare` makes of a batch of records what the columns read.
    """

    key: str
    title: LazyText | str
    rows: Callable[[Any, QueryDict], QuerySet[Any]]
    columns: tuple[Column, ...]
    prepare: Callable[[list[Any]], Sequence[Any]] = _as_they_are
    formats: tuple[Format, ...] = (CSV, XLSX)

    def format(self, ending: str) -> Format | None:
        return next((each for each in self.formats if each.ending == ending), None)


_declared: dict[str, ExportedList] = {}


def declare(*lists: ExportedList) -> None:
    """Called while the product starts."""
    for each in lists:
        _declared[each.key] = each


def get(key: str) -> ExportedList | None:
    return _declared.get(key)


def declared() -> list[ExportedList]:
    return list(_declared.values())
