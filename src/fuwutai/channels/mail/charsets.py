"""Bytes to text, whatever the label says.

Labels in mail are hints: `gb2312` usually means GBK or GB18030, `iso-8859-1` usually means
windows-1252 (the same reading as the WHATWG encoding standard), and many are plainly wrong.
"""

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from fuwutai.channels.mail import guesses
from fuwutai.channels.mail.guesses import strict

_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
_ALIASES = {
    "big5-eten": "cp950",
    "cn-big5": "cp950",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "euc-cn": "gb18030",
    "gb2312-1980": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "hz-gb-2312": "hz",
    "iso-2022-jp-ms": "iso2022_jp",
    "iso-8859-8-i": "iso8859-8",
    "koi8": "koi8_r",
    "ks_c_5601": "cp949",
    "ksc_5601": "cp949",
    "latin": "cp1252",
    "mac-ce": "mac_latin2",
    "mac-chinesesimp": "gb18030",
    "mac-chinesetrad": "cp950",
    "mac-japanese": "cp932",
    "mac-korean": "cp949",
    "macintosh": "mac_roman",
    "sjis": "cp932",
    "unicode-1-1-utf-7": "utf_7",
    "unicode-1-1-utf-8": "utf_8",
    "utf-8mb4": "utf_8",
    "utf8mb4": "utf_8",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "x-big5": "cp950",
}
_FAMILIES = (
    (re.compile(r"(?:windows|win|cp|ms)[-_]?(\d{3,4})"), r"cp\1"),
    (re.compile(r"iso[-_]?8859[-_]?(\d{1,2})(?:-[ei])?"), r"iso8859-\1"),
)
_NOT_CHARSETS = {"unicode_escape", "raw-unicode-escape", "idna", "punycode", "undefined"}
_SEVEN_BIT = ("iso2022_", "hz", "utf-7", "utf-16", "utf-32")
_EAST_ASIAN = {"gb18030", "cp950", "big5hkscs", "cp949", "cp932", "euc_jp"}
_SUBSTITUTES = {
    "cp950": ("big5hkscs",),
    "big5hkscs": ("cp950",),
    "cp932": ("shift_jis_2004",),
    "euc_jp": ("euc_jis_2004",),
    "iso2022_jp": ("iso2022_jp_ext", "iso2022_jp_2004"),
    "iso2022_jp_2": ("iso2022_jp_ext", "iso2022_jp_2004"),
    "cp1252": ("latin_1",),
}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf_8_sig"),
    (codecs.BOM_UTF32_LE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"),
    (codecs.BOM_UTF16_BE, "utf_16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    charset: str
    defect: str = ""


def decode(data: bytes, label: str = "", *, hint: str = "") -> Decoded:
    """Read `data` as text; never raises, and returns no lone surrogates.

    `label` is what the mail claims, `hint` what the rest of the mail is written in; the hint
    counts only where the label is missing and the bytes are not UTF-8.
    """
    charset = codec(label)
    if not charset.startswith(_SEVEN_BIT) and data.isascii() and b"\x1b" not in data:
        return Decoded(data.decode("ascii"), charset or "ascii")
    for mark, marked in _BYTE_ORDER_MARKS:
        if data.startswith(mark) and (text := strict(data, marked)) is not None:
            return Decoded(text, marked)
    if charset in {"", "ascii"}:
        return _unlabelled(data, hint=codec(hint), claimed=label)
    if charset == "utf-16":
        # Without a byte order mark; the zero bytes of ASCII characters tell.
        charset = "utf-16-be" if data[::2].count(0) >= data[1::2].count(0) else "utf-16-le"
    return _labelled(data, charset, label)


@lru_cache(maxsize=512)
def codec(label: str) -> str:
    """The Python codec for a charset label, widened to what senders really use; "" if unknown."""
    found = re.search(r"[\w.:+-]+", label.strip().lower(), re.ASCII)
    if not found:
        return ""
    name = found[0].removeprefix("x-")
    name = _ALIASES.get(name, name)
    for family, known_as in _FAMILIES:
        if family.fullmatch(name):
            name = family.sub(known_as, name)
    try:
        known = codecs.lookup(name)
        # rot13, zlib and friends are registered as codecs too; only these refuse to make text.
        b"".decode(known.name)
    except (LookupError, ValueError):
        return ""
    if known.name in _NOT_CHARSETS:
        return ""
    return _WIDER.get(known.name, known.name)


def _unlabelled(data: bytes, *, hint: str, claimed: str) -> Decoded:
    if hint and hint not in {"ascii", "utf-8"} and strict(data, "utf-8") is None:
        text = strict(data, hint)
        if text is not None:
            return Decoded(text, hint)
    text, charset = guesses.guess(data)
    if charset == "utf-8" and (twice := _decoded_twice(text, hint)):
        return Decoded(twice, hint)
    what = f"labelled {claimed}" if claimed else "without a charset label"
    defect = "" if charset == "utf-8" else f"Text {what} was read as {charset}."
    return Decoded(text, charset, defect)


def _labelled(data: bytes, charset: str, label: str) -> Decoded:
    if charset != "utf-8" and (text := _as_utf8(data, charset)):
        if twice := _decoded_twice(text, charset):
            return Decoded(twice, charset, f"The text was {label}, encoded again as UTF-8.")
        return Decoded(text, "utf-8", f"The text is UTF-8 but is labelled {label}.")
    if charset == "cp1252" and guesses.is_really_gb18030(data):
        wide = strict(data, "gb18030")
        if wide is not None:
            return Decoded(wide, "gb18030", f"The text is GB18030 but is labelled {label}.")
    for candidate in (charset, *_SUBSTITUTES.get(charset, ())):
        if (text := strict(data, candidate)) is not None:
            return Decoded(text, candidate)
    if charset == "iso2022_jp" and data.isascii() and (text := strict(_jis_to_shift_jis(data), "cp932")) is not None:
        return Decoded(text, charset)
    return _damaged(data, charset, label)


def _damaged(data: bytes, charset: str, label: str) -> Decoded:
    """A few bad bytes in a text of the right charset, or the wrong charset altogether."""
    replaced = guesses.clean(data.decode(charset, "replace"))
    wide = sum(1 for char in replaced if char > "\x7f")
    if replaced.count("\ufffd") * 10 <= wide:
        return Decoded(replaced, charset, f"Some bytes of the text are not valid {label}.")
    text, guessed = guesses.guess(data)
    return Decoded(text, guessed, f"The text is not {label}, as its label says.")


def _as_utf8(data: bytes, charset: str) -> str | None:
    """The text where it is UTF-8 by far more than chance, against a label of `charset`."""
    if charset.startswith(_SEVEN_BIT):
        return None
    text = strict(data, "utf-8")
    if text is None or charset not in _EAST_ASIAN:
        return text
    # GBK text passes for two-byte UTF-8 now and then; for three-byte UTF-8 nearly never.
    wide = [char for char in text if char > "\x7f"]
    is_certain = len(wide) > 1 and all(char > "\u07ff" for char in wide)
    return text if is_certain or _decoded_twice(text, charset) else None


def _decoded_twice(text: str, charset: str) -> str | None:
    """Undo a gateway that took East Asian bytes for Latin letters and wrote those as UTF-8."""
    if charset not in _EAST_ASIAN:
        return None
    wide = sum(1 for char in text if char > "\x7f")
    for latin in ("latin-1", "cp1252"):
        try:
            again = strict(text.encode(latin), charset)
        except UnicodeEncodeError:
            continue
        if again is not None and wide > 7:
            return again
    return None


_JIS_SHIFT = re.compile(rb"\x1b(\$[@B]|\(.)([^\x1b]*)", re.DOTALL)


def _jis_to_shift_jis(data: bytes) -> bytes:
    """Rewrite ISO-2022-JP as Shift_JIS, whose codec knows the vendor characters (circled 1...)."""

    def shifted(match: re.Match[bytes]) -> bytes:
        if not match[1].startswith(b"$"):
            return match[2]
        out = bytearray()
        for high, low in list(pairwise(match[2]))[::2]:
            row = (high + 1) // 2 + (0x70 if high < 0x5F else 0xB0)
            cell = low + (0x1F if high % 2 and low < 0x60 else 0x20 if high % 2 else 0x7E)
            out += bytes((row & 0xFF, cell & 0xFF))
        return bytes(out)

    return _JIS_SHIFT.sub(shifted, data)
