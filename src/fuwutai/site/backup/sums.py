"""What is counted while rows and files pass by, the same when writing and when reading."""

import hashlib
from dataclasses import dataclass, field
from typing import IO, Any


@dataclass
class RowSum:
    """How many rows a table has, and the digest of all their lines."""

    rows: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def add(self, lines: bytes, count: int) -> None:
        self.rows += count
        self._digest.update(lines)

    def told(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": self._digest.hexdigest()}


@dataclass
class FileSums:
    """How many files there are, and one digest over the names and digests of all of them in their order."""

    files: int = 0
    bytes: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def add(self, name: str, sha256: str, size: int) -> None:
        self.files += 1
        self.bytes += size
        self._digest.update(f"{name}\n{sha256}\n".encode())

    def told(self) -> dict[str, Any]:
        return {"count": self.files, "bytes": self.bytes, "sha256": self._digest.hexdigest()}


class Watched:
    """A file whose content is summed up as somebody reads it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self._digest.update(content)
        return content

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
