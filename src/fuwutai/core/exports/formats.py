"""What a list can be written as."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Protocol

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid
from fuwutai.core.exports.cells import Cell, cell
from fuwutai.core.tables.cells import quoted
from fuwutai.core.texts import LazyText

# What Excel can hold: rows of a sheet without the heading, characters of a cell.
MOST_ROWS = 1_048_575
_LONGEST = 32_767


@dataclass(frozen=True)
class Column:
    """A column: its heading, and what stands in it. `width` is in characters, where the format has widths."""

    label: LazyText | str
    value: Callable[[Any], Any]
    width: int = 16
    is_moment: bool = False


class Work(Protocol):
    """The list that is being written, batch by batch, so that it never is in memory as a whole."""

    @property
    def title(self) -> str: ...

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def query(self) -> QueryDict: ...

    @property
    def actor(self) -> Any: ...

    def __len__(self) -> int: ...

    def batches(self) -> Iterator[Sequence[Any]]: ...


@dataclass(frozen=True)
class Format:
    """`write` puts the work into an empty file. `option` is a choice that the query string carries to it."""

    ending: str
    label: LazyText | str
    media_type: str
    icon: str
    write: Callable[[Work, IO[bytes]], None]


def records(work: Work) -> Iterator[list[Cell]]:
    """The cells of every row, without the heading."""
    for batch in work.batches():
        for row in batch:
            yield [cell(column.value(row)) for column in work.columns]


def headings(work: Work) -> list[str]:
    """Moments name the zone that they are told in."""
    zone = timezone.get_current_timezone_name()
    return [f"{column.label} ({zone})" if column.is_moment else str(column.label) for column in work.columns]


def write_csv(work: Work, file: IO[bytes]) -> None:
    """UTF-8 with the mark by which Excel knows it. No cell can be taken for a formula."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow([quoted(heading) for heading in headings(work)])
    for record in records(work):
        writer.writerow([quoted(value) if isinstance(value, str) else value for value in record])
    text.flush()
    text.detach()


def write_xlsx(work: Work, file: IO[bytes]) -> None:
    """Typed cells. Rows wait in files of the library's own, so memory does not grow with them."""
    if len(work) > MOST_ROWS:
        raise Invalid(_("A sheet of Excel ends at 1,048,575 rows. Take CSV, or narrow the list."))
    # Loaded here because few processes ever write one.
    import xlsxwriter  # noqa: PLC0415

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False})
    try:
        _fill(workbook, work)
    finally:
        # Even of what nobody will read: its rows wait in open files.
        workbook.close()


def _fill(workbook: Any, work: Work) -> None:
    workbook.set_properties({"title": work.title})
    sheet = workbook.add_worksheet()
    looks: dict[type, Any] = {
        datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
    }
    head = workbook.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for position, (column, heading) in enumerate(zip(work.columns, headings(work), strict=True)):
        sheet.set_column(position, position, column.width)
        sheet.write_string(0, position, heading, head)
    number = 0
    for number, record in enumerate(records(work), start=1):
        for position, value in enumerate(record):
            _write_cell(sheet, number, position, value, looks)
    sheet.autofilter(0, 0, number, len(work.columns) - 1)


def _write_cell(sheet: Any, row: int, position: int, value: Cell, looks: dict[type, Any]) -> None:
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, position, value[:_LONGEST])
    elif isinstance(value, int | float):
        sheet.write_number(row, position, value)
    else:
        sheet.write_datetime(row, position, value, looks[type(value)])


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = Format("csv", "CSV", "text/csv; charset=utf-8", "file-type-csv", write_csv)
XLSX = Format("xlsx", "Excel (XLSX)", _EXCEL, "file-type-xls", write_xlsx)
