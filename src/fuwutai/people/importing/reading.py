"""Opening what somebody uploaded: a CSV file in any of the usual encodings, or an Excel file.

Raises Invalid with a sentence for everything that is no table, is too large, or would grow too large when opened.
"""

import csv
import io
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import takewhile
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from fuwutai.core.tables import cells as cells_
from fuwutai.core.tables import encodings, workbooks
from fuwutai.core.tables.workbooks import Bounds, refused
from fuwutai.people.importing import columns

MOST_BYTES = 30 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 100
LONGEST_CELL = 500
# The heading may stand below a title; further down nobody puts it.
_HEADING_WITHIN = 20
_BOUNDS = Bounds(unpacked=400 * 2**20, rows=MOST_ROWS + _HEADING_WITHIN, columns=MOST_COLUMNS * 5)

ENCODINGS = encodings.ENCODINGS
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Layout:
    """How a file is to be read. `kind` is csv or xlsx."""

    kind: str
    encoding: str = ""
    delimiter: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Line:
    """One row of the file that holds anything; `number` counts from 1 as spreadsheet programs do."""

    number: int
    cells: list[str]


def detect(file: IO[bytes]) -> Layout:
    """What kind of file this is, by its content."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(encodings.LOOKED_AT)
    if not head.strip():
        raise refused(_("The file is empty."))
    if size > MOST_BYTES:
        raise refused(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 2**20})
    if head.startswith(b"PK\x03\x04"):
        workbooks.check(file, _BOUNDS)
        return Layout(kind="xlsx")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused(_("This is the old Excel format. Save it as .xlsx or CSV, then upload it again."))
    encoding = _encoding(file, head)
    return Layout(kind="csv", encoding=encoding, delimiter=_delimiter(head.decode(encoding, "replace")))


def lines(file: IO[bytes], layout: Layout) -> Generator[Line]:
    """The rows from the heading on, cleaned, without those that hold nothing."""
    file.seek(0)
    with closing(_workbook_rows(file) if layout.kind == "xlsx" else _csv_rows(file, layout)) as read:
        for number, cells in enumerate(read, start=1):
            if number > MOST_ROWS + _HEADING_WITHIN:
                raise refused(_("The file has more than %(most)d rows. Divide it.") % {"most": MOST_ROWS})
            cleaned = _cleaned(cells)
            if cleaned:
                yield Line(number, cleaned)


def heading(file: IO[bytes], layout: Layout) -> tuple[Line, list[Line]]:
    """The row with the headings, and up to five that follow it, to look at."""
    first: list[Line] = []
    # Closed here and not by chance: what reads the file must let go of it before the caller closes it.
    with closing(lines(file, layout)) as read:
        first.extend(takewhile(lambda line: line.number <= _HEADING_WITHIN, read))
    if not first:
        raise refused(_("There is nothing in the first rows of the file."))
    best = max(first, key=lambda line: (sum(map(columns.knows, line.cells)), -line.number))
    rest = [line for line in first if line.number > best.number]
    if not rest:
        raise refused(_("Below the headings there are no rows."))
    return best, rest[:5]


def _csv_rows(file: IO[bytes], layout: Layout) -> Generator[list[Any]]:
    text = encodings.reader(file, layout.encoding)
    try:
        yield from csv.reader(text, delimiter=layout.delimiter)
    except csv.Error:
        raise refused(
            _("The file can't be read as a table: a quotation mark is not closed, or a cell is endless.")
        ) from None
    finally:
        text.detach()


def _workbook_rows(file: IO[bytes]) -> Generator[list[Any]]:
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        yield from workbook.get_sheet_by_index(0).iter_rows()
    except (CalamineError, ValueError, OSError):
        raise refused(_("The Excel file is damaged. Open it in Excel, save it again, and upload that.")) from None


def _encoding(file: IO[bytes], head: bytes) -> str:
    if encodings.is_marked_wide(head):
        return "utf-16"
    if b"\x00" in head or head.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8", b"{\\rtf")):
        raise refused(_("This is no table. Upload a CSV or Excel file."))
    file.seek(0)
    return encodings.guess(file, knows=columns.knows)


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line that has any."""
    for line in text.lstrip("\ufeff").splitlines()[:_HEADING_WITHIN]:
        best = max(DELIMITERS, key=line.count)
        if line.count(best):
            return best
    return ","


def _cleaned(cells: list[Any]) -> list[str]:
    """The cells of a row as texts, without the empty ones at its end."""
    found = [_clean(cell) for cell in cells]
    while found and not found[-1]:
        found.pop()
    if len(found) > MOST_COLUMNS:
        values = {"count": len(found), "most": MOST_COLUMNS}
        raise refused(_("A row has %(count)d columns; at most %(most)d can be read. Is the separator right?") % values)
    return found


def _clean(cell: Any) -> str:
    return cells_.on_one_line(cells_.as_text(cell))[:LONGEST_CELL]
