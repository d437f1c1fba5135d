"""What kind of file it is, by its content, and its rows."""

import csv
import io
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import IO

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from fuwutai.core.errors import Invalid
from fuwutai.core.tables import cells as cell_texts
from fuwutai.core.tables import encodings, workbooks
from fuwutai.core.tables.workbooks import Bounds, refused
from fuwutai.history.reading import xes
from fuwutai.history.reading.unpacking import unpacked

MOST_ROWS = 20_000_000
MOST_COLUMNS = 500
LONGEST_LINE = 4 * 2**20
DELIMITERS = (",", ";", "\t", "|")
# A workbook is held in memory as a whole; what is longer comes as CSV.
_WORKBOOK = Bounds(unpacked=600 * 2**20, rows=1_048_576, columns=MOST_COLUMNS)


@dataclass(frozen=True)
class Layout:
    """How a file is to be read, as far as somebody says so. Empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    heading: int = 0


@dataclass
class Rows:
    """The rows below the heading, each with its line. A row that can't be read has no cells.

    The heading of an XES file grows while it is read: each attribute becomes a column when it is first met.
    """

    heading: list[str]
    below: Iterator[tuple[int, list[str] | None]]
    is_xes: bool = False
    # What stands in the way of closing the file too early.
    _closing: list[Generator[object]] = field(default_factory=list)

    def close(self) -> None:
        for read in self._closing:
            read.close()


def rows(file: IO[bytes], layout: Layout) -> Rows:
    """The rows of an open file. Raises Invalid, now or while they are read, for what is no table."""
    file.seek(0)
    if file.read(4) == b"PK\x03\x04":
        return _table(_workbook_lines(file), layout)
    inner = unpacked(file)
    inner.seek(0)
    head = inner.read(2048)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise refused(_("The file is empty."))
    inner.seek(0)
    if xes.is_xes(head):
        heading = [*xes.FIRST_COLUMNS]
        events = xes.events(inner, heading)
        return Rows(heading, events, is_xes=True, _closing=[events])
    _refuse_others(head)
    encoding = layout.encoding or encodings.guess(inner)
    return _table(_csv_lines(inner, encoding, layout.delimiter), layout)


def beginning(file: IO[bytes], layout: Layout, *, most: int = 5) -> tuple[list[str], list[list[str]]]:
    """The heading and the first rows, to look at; only the beginning of the file is read."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        file = io.BytesIO(unpacked(file).read(encodings.LOOKED_AT))
    read = rows(file, layout)
    found: list[list[str]] = []
    try:
        # What was cut off in the middle ends in a refusal, after the rows before it.
        with suppress(Invalid):
            found.extend(cells for _line, cells in islice(read.below, most) if cells)
        return read.heading, found
    finally:
        read.close()


def _refuse_others(head: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused(_("This is the old Excel format. Save it as .xlsx or CSV, then bring it in again."))
    if head.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"{\\rtf", b"SQLite format", b"BZh", b"7z\xbc")):
        raise refused(_("This is no table. Bring in CSV, Excel or XES, packed with gzip or not."))


Line = tuple[int, list[str] | None]


def _table(lines: Generator[Line], layout: Layout) -> Rows:
    """The first row that says anything is the heading, or the one that the mapping names."""
    for number, cells in islice(lines, max(layout.heading, 100)):
        if cells and any(cells) and number >= layout.heading:
            if len(cells) > MOST_COLUMNS:
                raise refused(_("The heading has more than %(most)d columns.") % {"most": MOST_COLUMNS})
            return Rows(_told_apart(cells), _bounded(lines), _closing=[lines])
    raise refused(_("There is no heading in the file."))


def _told_apart(cells: list[str]) -> list[str]:
    """Headings, those that stand twice with a number behind."""
    found: list[str] = []
    for cell in cells:
        name, number = cell, 2
        while name in found:
            name, number = f"{cell} ({number})", number + 1
        found.append(name)
    return found


def _bounded(lines: Iterator[Line]) -> Iterator[Line]:
    for count, (number, cells) in enumerate(lines):
        if count >= MOST_ROWS:
            raise refused(_("The file has more than %(most)d rows. Divide it.") % {"most": MOST_ROWS})
        if cells is None or any(cells):
            yield number, cells


def _csv_lines(file: IO[bytes], encoding: str, delimiter: str) -> Generator[Line]:
    try:
        text = encodings.reader(file, encoding)
    except LookupError:
        raise refused(_("There is no encoding “%(name)s”.") % {"name": encoding}) from None
    try:
        first = text.readline(LONGEST_LINE)
        found = delimiter or max(DELIMITERS, key=first.count)
        reader = csv.reader(_clean_lines(first, text), delimiter=found)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield reader.line_num, None
            else:
                yield reader.line_num, list(map(str.strip, cells))
    finally:
        # Whoever opened the file closes it.
        text.detach()


def _clean_lines(first: str, text: io.TextIOWrapper) -> Iterator[str]:
    """The lines without what is no text. One that never ends is refused before it fills the memory."""
    line = first
    while line:
        if len(line) >= LONGEST_LINE:
            raise refused(_("A line of the file is longer than %(most)d MB.") % {"most": LONGEST_LINE // 2**20})
        yield _NOT_TEXT.sub(" ", line)
        line = text.readline(LONGEST_LINE)


# Unlike `cells.CONTROL` this leaves what ends lines and cells.
_NOT_TEXT = cell_texts.CONTROL_BUT_BREAKS


def _workbook_lines(file: IO[bytes]) -> Generator[Line]:
    workbooks.check(file, _WORKBOOK)
    try:
        sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        with closing(_numbered(sheet)) as found:
            yield from found
    except (CalamineError, ValueError, OSError):
        raise refused(_("The Excel file is damaged. Open it in Excel, save it again, and bring that in.")) from None


def _numbered(sheet: object) -> Generator[Line]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        yield number, [cell_texts.on_one_line(cell_texts.as_text(cell)) for cell in cells]
