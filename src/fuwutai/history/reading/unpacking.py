"""Unpacking gzip without being blown up."""

import gzip
import io
import zlib
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from fuwutai.core.tables.workbooks import refused

MOST_UNPACKED = 8 * 2**30
# Logs pack to a thirtieth; what packs to less than this is made to be unpacked by somebody else.
_MOST_RATIO = 250
_RATIO_COUNTS_FROM = 64 * 2**20


def unpacked(file: IO[bytes]) -> IO[bytes]:
    """`file` itself, or what is packed in it. Reading raises Invalid for a broken or an endless archive."""
    file.seek(0)
    magic = file.read(2)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if magic != b"\x1f\x8b":
        return file
    return io.BufferedReader(_Unpacked(file, size), 1 << 18)


class _Unpacked(io.RawIOBase):
    """A gzip stream that may be read from its beginning as often as wanted, and no further than our bounds."""

    def __init__(self, packed: IO[bytes], size: int) -> None:
        self._packed = packed
        self._most = min(MOST_UNPACKED, max(_RATIO_COUNTS_FROM, size * _MOST_RATIO))
        self._stream = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_CUR and offset == 0:
            return self.tell()
        if whence != io.SEEK_SET:
            raise io.UnsupportedOperation("a packed file is only read forward, from a place counted from its start")
        return self._stream.seek(offset)

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self._stream.read(len(buffer))
        except EOFError:
            raise refused(_("The file ends in the middle: it was cut off on its way. Fetch it once more.")) from None
        except (gzip.BadGzipFile, zlib.error):
            raise refused(_("The packed file is damaged. Fetch it once more.")) from None
        if self._stream.tell() > self._most:
            raise refused(_("Unpacked, the file grows beyond all measure. Nothing was read."))
        buffer[: len(piece)] = piece
        return len(piece)
