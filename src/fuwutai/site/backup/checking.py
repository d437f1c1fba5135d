"""Reading a backup from one end to the other without touching anything, to know that it is whole."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fuwutai.site.backup import archive, releases
from fuwutai.site.backup.archive import (
    DAMAGED,
    FILES,
    FORMAT,
    HEAD,
    MANIFEST,
    NO_BACKUP,
    ROWS,
    SECRETS,
    Piece,
    Unreadable,
)
from fuwutai.site.backup.releases import Node
from fuwutai.site.backup.sums import FileSums, RowSum, Watched

_AT_ONCE = 2**20


@dataclass(frozen=True)
class Head:
    """What an archive says of itself before its content."""

    version: str
    made_at: datetime
    database: str
    migrations: list[Node]
    tables: dict[str, list[str]]


@dataclass(frozen=True)
class Checked:
    """An archive that is whole: its head, and what its manifest says, all of which was found."""

    head: Head
    manifest: dict[str, Any]

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.manifest["tables"].values())

    @property
    def files(self) -> int:
        count: int = self.manifest["files"]["count"]
        return count


@dataclass
class _Found:
    """What was really read."""

    rows: dict[str, RowSum] = field(default_factory=dict)
    files: FileSums = field(default_factory=FileSums)
    secrets: dict[str, str] = field(default_factory=dict)


def check(path: Path, *, passphrase: bytes) -> Checked:
    """Read everything and compare it with what was written. Raises Unreadable, and OSError."""
    found, head, manifest = _Found(), None, None
    for piece in archive.pieces(path, passphrase=passphrase):
        if manifest is not None:
            raise Unreadable(DAMAGED)
        if head is None:
            head = read_head(piece)
            found.rows = {name: RowSum() for name in head.tables}
        elif piece.name == MANIFEST:
            manifest = piece.json()
        else:
            _take(piece, found)
    if head is None or manifest is None or not _agrees(manifest, found):
        raise Unreadable(DAMAGED)
    return Checked(head, manifest)


def read_head(piece: Piece) -> Head:
    """Raises Unreadable for what is no backup, and for one that only a newer release reads."""
    if piece.name != HEAD:
        raise Unreadable(NO_BACKUP)
    told = piece.json()
    if told.get("product") != "fuwutai":
        raise Unreadable(NO_BACKUP)
    if told.get("format") != FORMAT:
        raise Unreadable(releases.TOO_NEW)
    head = Head(
        version=str(told["version"]),
        made_at=datetime.fromisoformat(told["made_at"]),
        database=str(told["database"]),
        migrations=[(app, name) for app, name in told["migrations"]],
        tables=dict(told["tables"]),
    )
    releases.must_be_known(head.migrations)
    return head


def _take(piece: Piece, found: _Found) -> None:
    if piece.name.startswith(ROWS):
        table = piece.name.split("/")[1]
        if table not in found.rows:
            raise Unreadable(DAMAGED)
        lines = piece.read()
        found.rows[table].add(lines, lines.count(b"\n"))
    elif piece.name.startswith(FILES):
        name = piece.name.removeprefix(FILES)
        watched = Watched(piece.content)
        while watched.read(_AT_ONCE):
            pass
        found.files.add(name, watched.sha256, piece.size)
    elif piece.name.startswith(SECRETS):
        found.secrets[piece.name.removeprefix(SECRETS)] = hashlib.sha256(piece.read()).hexdigest()
    else:
        raise Unreadable(DAMAGED)


def _agrees(manifest: dict[str, Any], found: _Found) -> bool:
    return (
        manifest.get("tables") == {name: sum_.told() for name, sum_ in found.rows.items()}
        and manifest.get("files") == found.files.told()
        and manifest.get("secrets") == found.secrets
    )
