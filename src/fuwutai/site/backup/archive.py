"""The file itself: a gzipped tar that any tar can list, encrypted as an age file where a passphrase is given.

First comes `fuwutai.json` (what this is), then the rows of every table in pieces of JSON lines, the files, the secrets,
and last `manifest.json` with what must have been read by then. Nothing is ever larger in memory than one piece.
"""

import fcntl
import gzip
import io
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import orjson
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Refusal
from fuwutai.site.backup import age

FORMAT = 1
HEAD, MANIFEST = "fuwutai.json", "manifest.json"
ROWS, FILES, SECRETS = "rows/", "files/", "secrets/"
# Level 6 makes the archive a tenth smaller and takes twice the time.
_LEVEL = 3
_GZIP = b"\x1f\x8b"
# No piece of ours comes near; a forged size must not take the memory.
_LARGEST_PIECE = 512 * 2**20


class Unreadable(Refusal):
    """This is no backup, or not a whole one, or not for this release or passphrase."""


NO_BACKUP = _("This is not a backup of Fuwutai.")
DAMAGED = _("The backup is damaged or incomplete.")
SEALED = _("The backup is encrypted. Name the file with its passphrase.")
WRONG_PASSPHRASE = _("The passphrase does not open this backup.")


class Busy(Refusal):
    """Another process writes the same file now."""


class Writer:
    def __init__(self, tar: tarfile.TarFile, moment: float) -> None:
        self._tar = tar
        self._moment = moment

    def add(self, name: str, content: bytes) -> None:
        self.add_file(name, io.BytesIO(content), size=len(content))

    def add_json(self, name: str, content: Any) -> None:
        self.add(name, orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))

    def add_file(self, name: str, file: Any, *, size: int) -> None:
        """Add the next `size` bytes of `file`. Raises OSError when it has fewer."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(self._moment)
        self._tar.addfile(member, file)
        # The library remembers every member it wrote; we have a hundred thousand.
        self._tar.members.clear()  # type: ignore[attr-defined]


@contextmanager
def writing(path: Path, *, passphrase: bytes, moment: float) -> Iterator[Writer]:
    """Write an archive that has its name only once it is whole and on the disk; otherwise nothing is left.

    Only its owner can read it. Raises Busy when another process writes to the same name.
    """
    part = path.with_name(f".{path.name}.part")
    with ExitStack() as stack:
        file = stack.enter_context(os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(_("Another backup is being written to this file now.")) from None
        try:
            file.truncate()
            yield from _written(file, passphrase, moment)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            # What waits in the buffer can't be written either; closing must not hide why.
            with suppress(OSError):
                file.close()
            raise
    _sync_folder(path.parent)


def _written(file: IO[bytes], passphrase: bytes, moment: float) -> Iterator[Writer]:
    sealing: Any = age.Sealing(file, passphrase) if passphrase else None
    packed = gzip.GzipFile(filename="", fileobj=sealing or file, mode="wb", compresslevel=_LEVEL, mtime=moment)
    tar = tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed only when all is well
    yield Writer(tar, moment)
    tar.close()
    packed.close()
    if sealing:
        sealing.close()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Piece:
    """One member of an archive; its content must be read before the next piece is asked for."""

    name: str
    size: int
    content: IO[bytes]

    def read(self) -> bytes:
        if self.size > _LARGEST_PIECE:
            raise Unreadable(DAMAGED)
        return self.content.read()

    def json(self) -> dict[str, Any]:
        try:
            found = orjson.loads(self.read())
        except orjson.JSONDecodeError:
            raise Unreadable(DAMAGED) from None
        if not isinstance(found, dict):
            raise Unreadable(DAMAGED)
        return found


def pieces(path: Path, *, passphrase: bytes) -> Iterator[Piece]:
    """The members of an archive in their order. Raises Unreadable at the first byte that can't be right."""
    with path.open("rb") as file, _sentences():
        yield from _pieces(file, passphrase)


@contextmanager
def _sentences() -> Iterator[None]:
    """What the layers below call errors, in the words of this one."""
    try:
        yield
    except age.WrongPassphrase:
        raise Unreadable(WRONG_PASSPHRASE) from None
    except (age.Damaged, tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
        raise Unreadable(DAMAGED) from None


class _Content(io.RawIOBase):
    """The bytes of one member, read by others after it was handed out: they too get our words for what is wrong."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        with _sentences():
            return self._file.read(size)


def _pieces(file: IO[bytes], passphrase: bytes) -> Iterator[Piece]:
    start = file.read(len(age.FIRST_LINE))
    file.seek(0)
    plain = file
    if start == age.FIRST_LINE:
        if not passphrase:
            raise Unreadable(SEALED)
        plain = cast("IO[bytes]", io.BufferedReader(age.Opening(file, passphrase), 2**18))
    elif not start.startswith(_GZIP):
        raise Unreadable(NO_BACKUP)
    with gzip.GzipFile(fileobj=plain, mode="rb") as packed:
        try:
            tar = tarfile.open(fileobj=packed, mode="r|")  # noqa: SIM115 - `packed` is what is closed
        except tarfile.ReadError:
            raise Unreadable(NO_BACKUP) from None
        while member := tar.next():
            tar.members.clear()  # type: ignore[attr-defined]
            content = tar.extractfile(member)
            if content is None:
                raise Unreadable(NO_BACKUP)
            yield Piece(member.name, member.size, cast("IO[bytes]", _Content(content)))
        # Whatever follows the last member: the sums at the end of the gzip and of the age file are checked by reading.
        while packed.read(2**16):
            pass
