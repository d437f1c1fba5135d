"""The rows of a file, put down by case on the local disk: logs are sorted by time, stories are told by case.

A private SQLite file, made anew whenever it is not there; what it holds is only what the upload holds. Memory stays
the same however long the log is.
"""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings

from fuwutai.history import reading
from fuwutai.history.mapping import Mapping
from fuwutai.history.reading import Layout
from fuwutai.history.reasons import Doubt, Reason
from fuwutai.history.understanding import moments
from fuwutai.history.understanding.columns import Cells, Columns

_AT_ONCE = 2000
LONGEST_CASE = 80
MOST_REFUSED_KEPT = 50_000
# A case is held in memory; more rows than this mean that the wrong column was taken for its number.
MOST_ROWS_OF_A_CASE = 20_000

_SCHEMA = """
    CREATE TABLE row (id_of_case TEXT, at REAL, sequence REAL, line INTEGER, cells BLOB);
    CREATE TABLE refused (line INTEGER, id_of_case TEXT, reason TEXT, about BLOB, cells BLOB);
    CREATE TABLE meta (name TEXT, value BLOB);
"""
_SORTED = """
    CREATE TABLE endless AS SELECT id_of_case FROM row GROUP BY id_of_case HAVING count(*) > %(most)d;
    INSERT INTO refused SELECT line, id_of_case, 'endless_case', '["%(most)d"]', cells FROM row
        WHERE id_of_case IN (SELECT id_of_case FROM endless) LIMIT %(kept)d;
    DELETE FROM row WHERE id_of_case IN (SELECT id_of_case FROM endless);
    CREATE INDEX row_case ON row (id_of_case, at, sequence, line);
    CREATE TABLE sorted (position INTEGER PRIMARY KEY, id_of_case TEXT, rows INTEGER, rows_before INTEGER);
    INSERT INTO sorted (id_of_case, rows)
        SELECT id_of_case, count(*) FROM row GROUP BY id_of_case ORDER BY min(at), min(line);
    UPDATE sorted SET rows_before = before.rows_before FROM (
        SELECT position AS place, sum(rows) OVER (ORDER BY position) - rows AS rows_before FROM sorted
    ) AS before WHERE before.place = sorted.position;
"""


@dataclass(frozen=True)
class SpooledCase:
    position: int
    id: str
    lines: list[tuple[int, Cells]]


class Spool:
    """An open spool. `heading` is that of the file; `filtered` rows did not meet the conditions of the mapping."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path)
        meta = dict(self._connection.execute("SELECT name, value FROM meta"))
        self.heading: list[str] = orjson.loads(meta["heading"])
        self.filtered: int = orjson.loads(meta["filtered"])
        self.refused: int = orjson.loads(meta["refused"])
        [(self.rows, self.cases)] = self._connection.execute(
            "SELECT (SELECT count(*) FROM row), (SELECT count(*) FROM sorted)"
        )

    def close(self) -> None:
        self._connection.close()

    def batch(self, after: int, most: int, *, most_rows: int = 5000) -> list[SpooledCase]:
        """The next cases with their rows in order: up to `most`, fewer where they have many rows."""
        found: list[SpooledCase] = []
        rows = 0
        wanted = "SELECT position, id_of_case, rows FROM sorted WHERE position > ? ORDER BY position LIMIT ?"
        for position, case, count in self._connection.execute(wanted, (after, most)).fetchall():
            rows += count
            if found and rows > most_rows:
                break
            lines = self._connection.execute(
                "SELECT line, cells FROM row WHERE id_of_case = ? ORDER BY at, sequence, line", (case,)
            )
            found.append(SpooledCase(position, case, [(line, orjson.loads(cells)) for line, cells in lines]))
        return found

    def rows_upto(self, position: int) -> int:
        """How many rows the cases up to and with `position` have."""
        found = self._connection.execute("SELECT rows_before + rows FROM sorted WHERE position = ?", (position,))
        return next(found, (0,))[0] or 0

    def refused_rows(self) -> Iterator[tuple[int, str, Reason, Cells]]:
        read = self._connection.execute("SELECT line, id_of_case, reason, about, cells FROM refused ORDER BY line")
        for line, case, reason, about, cells in read:
            yield line, case, Reason(reason, tuple(orjson.loads(about))), orjson.loads(cells)


def path_of(name: str) -> Path:
    return Path(settings.HOME) / "spool" / f"{name}.sqlite3"


def remove(name: str) -> None:
    path_of(name).unlink(missing_ok=True)


def opened(name: str, file: IO[bytes], mapping: Mapping) -> Spool:
    """The spool of this file and mapping, made now if it is not there. Raises Invalid for a file that is no log."""
    path = path_of(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes may make it at once; each its own, and the last one wins with the same content.
        making = path.with_suffix(f".{os.getpid()}.part")
        making.unlink(missing_ok=True)
        try:
            _make(making, file, mapping)
            making.replace(path)
        finally:
            making.unlink(missing_ok=True)
    return Spool(path)


def _make(path: Path, file: IO[bytes], mapping: Mapping) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        _Filling(connection, mapping).fill(file)
    finally:
        connection.close()


class _Filling:
    def __init__(self, connection: sqlite3.Connection, mapping: Mapping) -> None:
        self._connection = connection
        self._mapping = mapping
        self._parse = moments.parser(mapping.times)
        self._rows: list[tuple[Any, ...]] = []
        self._refused: list[tuple[Any, ...]] = []
        self.filtered = 0
        self.refused = 0

    def fill(self, file: IO[bytes]) -> None:
        described = self._mapping.file
        read = reading.rows(file, Layout(described.encoding, described.delimiter, described.heading))
        try:
            columns = Columns(self._mapping, read.heading)
            self._connection.execute("BEGIN")
            for line, cells in read.below:
                self._take(columns, line, cells)
                if len(self._rows) >= _AT_ONCE:
                    self._flush()
            self._flush()
        finally:
            read.close()
        endless = {"most": MOST_ROWS_OF_A_CASE, "kept": MOST_REFUSED_KEPT}
        self._connection.execute("COMMIT")
        self._connection.executescript(_SORTED % endless)
        [(kept,)] = self._connection.execute("SELECT count(*) FROM refused WHERE reason = 'endless_case'")
        meta = {"heading": read.heading, "filtered": self.filtered, "refused": self.refused + kept}
        self._connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [(name, orjson.dumps(value)) for name, value in meta.items()]
        )

    def _take(self, columns: Columns, line: int, cells: list[str] | None) -> None:
        case = ""
        try:
            if cells is None:
                raise Doubt("unreadable")
            if not columns.holds(cells):
                self.filtered += 1
                return
            case = _case(columns, cells)
            time = columns.time(cells)
            if not time:
                raise Doubt("no_time", columns.time_name)
            at = self._parse(time, columns.time_name)
            self._rows.append((case, at.timestamp(), _number(columns.sequence(cells)), line, orjson.dumps(cells)))
        except Doubt as doubt:
            self._refuse(line, case, doubt.reason, cells or [])

    def _refuse(self, line: int, case: str, reason: Reason, cells: Cells) -> None:
        self.refused += 1
        if self.refused <= MOST_REFUSED_KEPT:
            cut = [cell[:500] for cell in cells]
            self._refused.append((line, case, reason.key, orjson.dumps(reason.about), orjson.dumps(cut)))

    def _flush(self) -> None:
        self._connection.executemany("INSERT INTO row VALUES (?, ?, ?, ?, ?)", self._rows)
        self._connection.executemany("INSERT INTO refused VALUES (?, ?, ?, ?, ?)", self._refused)
        self._rows.clear()
        self._refused.clear()


def _case(columns: Columns, cells: Cells) -> str:
    case = columns.case(cells)
    if not case:
        raise Doubt("no_case")
    if len(case) > LONGEST_CASE:
        raise Doubt("long_case")
    return case


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
