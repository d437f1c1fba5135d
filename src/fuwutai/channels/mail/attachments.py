"""Files that came with a message: their names, their types."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

import puremagic

LONGEST_NAME = 240

_EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/json": ".json",
    "application/ms-tnef": ".dat",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/rtf": ".rtf",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "application/xml": ".xml",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "message/delivery-status": ".txt",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/css": ".css",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/xml": ".xml",
    "video/mp4": ".mp4",
}
# Letters that reorder or hide others: a name must read as it is.
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PATH = re.compile(r"^(?:[A-Za-z]:|[\\/]|\.\.?[\\/])|[\\/]\.\.?[\\/]")


@dataclass(frozen=True)
class Attachment:
    """One file; `type` is the declared type, `sniffed` what the content looks like."""

    name: str
    type: str
    content: bytes = field(repr=False)
    declared_type: str = ""
    content_id: str = ""
    is_inline: bool = False

    @property
    def size(self) -> int:
        """Length of the unwrapped content in bytes."""
        return len(self.content)

    @cached_property
    def sniffed(self) -> str:
        """The type that the first bytes tell, or "" when they tell nothing."""
        return sniff(self.content, self.name)


def sniff(content: bytes, name: str = "") -> str:
    """Look at what a file is, whatever it calls itself; the name only decides between equals."""
    if not content:
        return ""
    try:
        return str(puremagic.from_string(content, mime=True, filename=name or None))
    except (puremagic.PureError, ValueError, IndexError):
        return ""


def safe_name(name: str) -> str:
    """A name that can be stored and offered anywhere: no path, no tricks, no endless length."""
    name = unicodedata.normalize("NFC", name)
    name = _INVISIBLE.sub("", "".join(char for char in name if char.isprintable()))
    if _PATH.search(name) or "\\" in name:
        name = re.split(r"[\\/]", name.rstrip("\\/"))[-1]
    name = name.replace("/", "_").strip().strip(".") if not name.startswith(".") else name
    return _shortened(name.replace("/", "_").strip().rstrip("."))


def made_up_name(type_: str, number: int) -> str:
    """The name of a file that came without one."""
    return f"attachment-{number}{_EXTENSIONS.get(type_, '.bin')}"


def _shortened(name: str) -> str:
    """Cut to what file systems take (in bytes of UTF-8), keeping the extension."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        stem, extension = name, ""
    room = LONGEST_NAME - len((dot + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip() + (f".{extension}" if extension else "")
