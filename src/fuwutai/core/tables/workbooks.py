"""Looking at an Excel file without opening it: its parts may unpack to gigabytes, or one cell may stand miles away."""

import re
import zipfile
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid, Text

_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,4})(\d{1,9})["']""")
_MOST_PARTS = 2000


@dataclass(frozen=True)
class Bounds:
    unpacked: int
    rows: int
    columns: int


def check(file: IO[bytes], bounds: Bounds) -> None:
    """Raise Invalid for what is no workbook, or one that would grow beyond `bounds`. Ends at the file's beginning."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if not any(part.filename.startswith("xl/workbook") for part in parts):
                raise refused(_("This is an archive and no Excel file."))
            if sum(part.file_size for part in parts) > bounds.unpacked or len(parts) > _MOST_PARTS:
                raise refused(_("The Excel file is too large when unpacked. Save only the sheet that is needed."))
            for part in parts:
                _check_part(archive, part, bounds)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
        raise refused(_("The Excel file is damaged or protected by a password.")) from None
    file.seek(0)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, bounds: Bounds) -> None:
    """Unpack one part piece by piece: its true size is no larger than it says (zipfile checks), its cells are near."""
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith((".xml", ".bin"))
    with archive.open(part) as stream:
        tail = b""
        while piece := stream.read(1 << 20):
            for column, row in _CELL.findall(tail + piece) if is_sheet else ():
                if _column_number(column) > bounds.columns or int(row) > bounds.rows:
                    raise refused(
                        _("The sheet reaches to cell %(cell)s. Delete what stands beyond the table, then try again.")
                        % {"cell": (column + row).decode()}
                    )
            tail = piece[-40:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def refused(sentence: Text) -> Invalid:
    return Invalid.at("file", sentence)
