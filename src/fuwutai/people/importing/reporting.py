"""Telling what each row would do or did: on the page, as CSV and as a spreadsheet; and the file to start from."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext, pgettext

from fuwutai.core.tables.cells import quoted
from fuwutai.people.choices import Level
from fuwutai.people.importing import reasons
from fuwutai.people.importing.columns import BY_KEY, COLUMNS
from fuwutai.people.importing.models import Import, ImportRow, Outcome
from fuwutai.people.models import LANGUAGES

_ORDER = {column.key: place for place, column in enumerate(COLUMNS)}


@dataclass(frozen=True)
class Cell:
    """A value that changes, or one that can't be taken."""

    label: str
    old: str = ""
    new: str = ""
    error: str = ""


@dataclass(frozen=True)
class Shown:
    """A row as people read it. `sentence` is what is wrong with the row as a whole."""

    line: int
    name: str
    person_id: int | None
    outcome: str
    label: str
    cells: list[Cell]
    sentence: str = ""


def shown(row: ImportRow) -> Shown:
    cells = [
        Cell(_label(key), error=reasons.say(key=error[0], about=error[1:]), new=row.values.get(key, ""))
        for key, error in row.errors.items()
        if key
    ]
    if not cells and row.outcome != Outcome.REFUSED:
        changes = sorted(row.changes.items(), key=lambda pair: _ORDER.get(pair[0], len(_ORDER)))
        cells = [Cell(_label(key), old=_words(key, old), new=_words(key, new)) for key, (old, new) in changes]
    whole = row.errors.get("")
    return Shown(
        line=row.line,
        name=row.name,
        person_id=row.person_id,
        outcome=row.outcome,
        label=str(Outcome(row.outcome).label),
        cells=cells,
        sentence=reasons.say(key=whole[0], about=whole[1:]) if whole else "",
    )


def outcome_name(key: str) -> str:
    return str(Outcome(key).label)


def as_csv(found: Import) -> Iterator[str]:
    """The report as CSV, with a mark by which Excel knows the encoding. No cell can be taken for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"
    for record in _records(found):
        writer.writerow([quoted(cell) for cell in record])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def as_workbook(found: Import) -> IO[bytes]:
    """The report as an Excel file, written row by row."""
    return _workbook(_records(found))


def template_csv() -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(_template())
    return "\ufeff" + buffer.getvalue()


def template_workbook() -> IO[bytes]:
    return _workbook(_template())


def _records(found: Import) -> Iterator[list[str]]:
    keys = list(found.columns.values())
    first = [pgettext("of a file", "Line"), gettext("Result")]
    yield [*first, *(_label(key) for key in keys), gettext("Changes"), gettext("Reason")]
    for row in found.rows.order_by("line").iterator(chunk_size=1000):
        read = shown(row)
        values = row.values
        changed = "; ".join(f"{cell.label}: {cell.old or '—'} → {cell.new}" for cell in read.cells if not cell.error)
        wrong = "; ".join([f"{cell.label}: {cell.error}" for cell in read.cells if cell.error] + [read.sentence or ""])
        news = changed if row.outcome == Outcome.UPDATE else ""
        yield [str(row.line), read.label, *(values.get(key, "") for key in keys), news, wrong.strip("; ")]


def _template() -> Iterator[list[str]]:
    yield [str(column.label) for column in COLUMNS]
    yield [column.example for column in COLUMNS]


def _workbook(records: Iterable[list[str]]) -> IO[bytes]:
    # Loaded here because few processes ever write one.
    import xlsxwriter  # noqa: PLC0415

    # Rows wait in files of xlsxwriter's own; what lies in memory at the end is the packed workbook.
    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(file, options)
    sheet = workbook.add_worksheet()
    head = workbook.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for number, record in enumerate(records):
        for position, text in enumerate(record):
            sheet.write_string(number, position, text, head if number == 0 else None)
    workbook.close()
    file.seek(0)
    return file


def _label(key: str) -> str:
    return str(BY_KEY[key].label) if key in BY_KEY else key


_LEVELS = dict(Level.choices)
_LANGUAGES = dict(LANGUAGES)


def _words(key: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if key == "level":
        return str(_LEVELS.get(value, value))
    if key == "language":
        return str(_LANGUAGES.get(value, value))
    return str(value)
