"""Opening what somebody uploaded: a CSV file in any of the usual encodings, or an Excel file.

Raises Invalid with a sentence for everything that is no table, is too large, or would grow too large when opened.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from fuwutai.core.errors import Invalid, Text
from fuwutai.people.importing import columns

MOST_BYTES = 30 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 100
LONGEST_CELL = 500
_MOST_UNPACKED = 400 * 2**20
_LOOKED_AT = 256 * 1024
# The heading may stand below a title; further down nobody puts it.
_HEADING_WITHIN = 20

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
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
    head = file.read(_LOOKED_AT)
    if not head.strip():
        raise _refused(_("The file is empty."))
    if size > MOST_BYTES:
        raise _refused(_("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 2**20})
    if head.startswith(b"PK\x03\x04"):
        _check_workbook(file)
        return Layout(kind="xlsx")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(_("This is the old Excel format. Save it as .xlsx or CSV, then upload it again."))
    encoding = _encoding(file, head)
    return Layout(kind="csv", encoding=encoding, delimiter=_delimiter(head.decode(encoding, "replace")))


def lines(file: IO[bytes], layout: Layout) -> Generator[Line]:
    """The rows from the heading on, cleaned, without those that hold nothing."""
    file.seek(0)
    with closing(_workbook_rows(file) if layout.kind == "xlsx" else _csv_rows(file, layout)) as read:
        for number, cells in enumerate(read, start=1):
            if number > MOST_ROWS + _HEADING_WITHIN:
                raise _refused(_("The file has more than %(most)d rows. Divide it.") % {"most": MOST_ROWS})
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
        raise _refused(_("There is nothing in the first rows of the file."))
    best = max(first, key=lambda line: (sum(map(columns.knows, line.cells)), -line.number))
    rest = [line for line in first if line.number > best.number]
    if not rest:
        raise _refused(_("Below the headings there are no rows."))
    return best, rest[:5]


def _csv_rows(file: IO[bytes], layout: Layout) -> Generator[list[Any]]:
    text = io.TextIOWrapper(file, encoding=layout.encoding, errors="replace", newline="")
    try:
        if text.read(1) != "\ufeff":
            text.seek(0)
        yield from csv.reader(text, delimiter=layout.delimiter)
    except csv.Error:
        raise _refused(
            _("The file can't be read as a table: a quotation mark is not closed, or a cell is endless.")
        ) from None
    finally:
        text.detach()


def _workbook_rows(file: IO[bytes]) -> Generator[list[Any]]:
    try:
        workbook = CalamineWorkbook.from_filelike(file)
        yield from workbook.get_sheet_by_index(0).iter_rows()
    except (CalamineError, ValueError, OSError):
        raise _refused(_("The Excel file is damaged. Open it in Excel, save it again, and upload that.")) from None


def _check_workbook(file: IO[bytes]) -> None:
    """Look at an Excel file without opening it: its parts may unpack to gigabytes, or one cell may stand miles away."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if not any(part.filename.startswith("xl/workbook") for part in parts):
                raise _refused(_("This is an archive and no Excel file."))
            if sum(part.file_size for part in parts) > _MOST_UNPACKED or len(parts) > 2000:
                raise _refused(_("The Excel file is too large when unpacked. Save only the sheet with the people."))
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        raise _refused(_("The Excel file is damaged or protected by a password.")) from None
    file.seek(0)


_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,4})(\d{1,9})["']""")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack one part piece by piece: its true size is no larger than it says (zipfile checks), its cells are near."""
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith((".xml", ".bin"))
    with archive.open(part) as stream:
        tail = b""
        while piece := stream.read(1 << 20):
            for column, row in _CELL.findall(tail + piece) if is_sheet else ():
                if _column_number(column) > MOST_COLUMNS * 5 or int(row) > MOST_ROWS + _HEADING_WITHIN:
                    raise _refused(
                        _("The sheet reaches to cell %(cell)s. Delete what stands beyond the table, then try again.")
                        % {"cell": (column + row).decode()}
                    )
            tail = piece[-40:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _encoding(file: IO[bytes], head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in head or head.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8", b"{\\rtf")):
        raise _refused(_("This is no table. Upload a CSV or Excel file."))
    if _is_utf8(file):
        return "utf-8"
    return max(("gb18030", "big5"), key=lambda encoding: _likeness(head, encoding))


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# The bytes with which characters in everyday use begin: level 1 of GB 2312, and the frequent half of Big5.
_EVERYDAY = {"gb18030": ("gb2312", range(0xB0, 0xD8)), "big5": ("big5", range(0xA4, 0xC7))}


def _likeness(head: bytes, encoding: str) -> tuple[int, float]:
    """How much a text looks like one in this encoding: headings that we know, then how everyday its characters are."""
    text = head.decode(encoding, "ignore")
    known = sum(map(columns.knows, re.split(r"[,;\t|\r\n]", text[:4000])))
    table, leads = _EVERYDAY[encoding]
    chinese = [letter for letter in text if "\u4e00" <= letter <= "\u9fff"]
    everyday = sum(letter.encode(table, "ignore")[:1] in _bytes(leads) for letter in chinese)
    return known, everyday / len(chinese) if chinese else 0.0


def _bytes(leads: range) -> set[bytes]:
    return {bytes([lead]) for lead in leads}


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
        raise _refused(_("A row has %(count)d columns; at most %(most)d can be read. Is the separator right?") % values)
    return found


_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


def _clean(cell: Any) -> str:
    """A cell as text: whole numbers without a fraction, dates as in ISO 8601, no control characters."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, datetime | date):
        cell = cell.isoformat()
    return _CONTROL.sub(" ", str(cell)).strip()[:LONGEST_CELL]


def _refused(sentence: Text) -> Invalid:
    return Invalid(sentence, fields={"file": [sentence]})
