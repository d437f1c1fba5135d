"""Guessing the encoding of a text file: UTF-8, UTF-16, GB 18030 or Big5."""

import codecs
import io
import re
from collections.abc import Callable
from typing import IO

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16")
LOOKED_AT = 256 * 1024

_SEPARATORS = re.compile(r"[,;\t|\r\n]")
# The bytes with which characters in everyday use begin: level 1 of GB 2312, and the frequent half of Big5.
_EVERYDAY = {"gb18030": ("gb2312", range(0xB0, 0xD8)), "big5": ("big5", range(0xA4, 0xC7))}


def knows_nothing(_heading: str) -> bool:
    """For readers without headings of their own."""
    return False


def guess(file: IO[bytes], *, knows: Callable[[str], bool] = knows_nothing) -> str:
    """The encoding of the whole file. `knows` says whether a heading is one that is expected here."""
    head = file.read(LOOKED_AT)
    wide = _wide(head)
    if wide:
        return wide
    file.seek(0)
    return "utf-8" if is_utf8(file) else likelier(head, knows=knows)


def likelier(head: bytes, *, knows: Callable[[str], bool]) -> str:
    """GB 18030 or Big5: by headings that are known, then by how everyday its characters are."""
    return max(("gb18030", "big5"), key=lambda encoding: _likeness(head, encoding, knows))


def is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def is_marked_wide(head: bytes) -> bool:
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _wide(head: bytes) -> str:
    """UTF-16 with a mark, or without one where every second byte of Latin text is empty."""
    if is_marked_wide(head):
        return "utf-16"
    sample = head[:4096]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > half * 0.4:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > half * 0.4 else ""


def _likeness(head: bytes, encoding: str, knows: Callable[[str], bool]) -> tuple[int, float]:
    text = head.decode(encoding, "ignore")
    known = sum(map(knows, _SEPARATORS.split(text[:4000])))
    table, leads = _EVERYDAY[encoding]
    begins = {bytes([lead]) for lead in leads}
    chinese = [letter for letter in text if "\u4e00" <= letter <= "\u9fff"]
    everyday = sum(letter.encode(table, "ignore")[:1] in begins for letter in chinese)
    return known, everyday / len(chinese) if chinese else 0.0


def reader(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """The file as text from its beginning, without a byte order mark; unreadable bytes become U+FFFD."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    if text.read(1) != "\ufeff":
        text.seek(0)
    return text
