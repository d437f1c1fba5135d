"""Content-Transfer-Encoding: what was wrapped for the journey, unwrapped."""

import binascii
import re
from dataclasses import dataclass

_TRAILING_BLANKS = re.compile(rb"=[ \t]+(?=\r?\n)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_DASHES = re.compile(rb"^--", re.MULTILINE)
_PADDING = re.compile(rb"={3,}")
_INNER_PADDING = re.compile(rb"==?(?=[A-Za-z0-9+/])")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? ([0-7]{3,4}) ([^\r\n]{1,255}?)[ \t]*\r?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that stood uuencoded in the middle of a text."""

    name: bytes
    content: bytes


def decode(body: bytes, encoding: str, *, of_text: bool = False) -> bytes:
    """Unwrap a body; an unknown encoding leaves it as it is.

    Text that is labelled base64 but is plainly readable stays as it is as well.
    """
    match re.sub(r"[^a-z0-9]", "", encoding.lower()):
        case "base64" | "b64":
            return body if of_text and _is_readable(body) else base64(body)
        case "quotedprintable" | "qp":
            return binascii.a2b_qp(_TRAILING_BLANKS.sub(b"=", body))
        case "xuuencode" | "uuencode" | "xuue" | "uue":
            files = enclosed(body)[1]
            return b"".join(file.content for file in files) if files else body
        case _:
            return body


def base64(body: bytes) -> bytes:
    """Decode what can be decoded: stray characters, lost padding, several blocks in a row."""
    letters = body.translate(None, b" \t\r\n")
    try:
        return binascii.a2b_base64(letters, strict_mode=True)
    except binascii.Error:
        return _salvaged(body)


def _salvaged(body: bytes) -> bytes:
    # A line that begins with dashes is a boundary that got lost, not content.
    letters = _PADDING.sub(b"==", _DASHES.split(body, maxsplit=1)[0].translate(None, b" \t\r\n"))
    blocks = _INNER_PADDING.split(letters) if b"=" in letters.rstrip(b"=") else [letters]
    if len(blocks) > 1 and _NOT_BASE64.search(letters):
        # Not several blocks but a footer that somebody added behind the end.
        blocks = blocks[:1]
    return b"".join(_block(_NOT_BASE64.sub(b"", block).partition(b"=")[0]) for block in blocks)


def _block(letters: bytes) -> bytes:
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    try:
        return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def _is_readable(body: bytes) -> bool:
    sample = body[:2000].strip()
    return b" " in sample and len(_NOT_BASE64.findall(sample)) * 50 > len(sample)


def enclosed(text: bytes) -> tuple[bytes, list[Enclosed]]:
    """Take uuencoded files out of a text: what remains, and the files."""
    remaining: list[bytes] = []
    files: list[Enclosed] = []
    position = 0
    while begin := _UU_BEGIN.search(text, position):
        end, content = _uudecoded(text, begin.end())
        if not content:
            remaining.append(text[position : begin.end()])
            position = begin.end()
            continue
        remaining.append(text[position : begin.start()])
        files.append(Enclosed(begin[2], content))
        position = end
    return b"".join([*remaining, text[position:]]), files


def _uudecoded(text: bytes, start: int) -> tuple[int, bytes]:
    """Where the block that begins at `start` ends, and its content (none if it is no block)."""
    content: list[bytes] = []
    position = start
    while position < len(text):
        stop = text.find(b"\n", position)
        follows = len(text) if stop < 0 else stop + 1
        line = text[position:follows].rstrip(b"\r\n")
        if line == b"end":
            return follows, b"".join(content)
        decoded = _uu_line(line)
        if decoded is None:
            return (position, b"".join(content)) if len(content) > 1 else (start, b"")
        content.append(decoded)
        position = follows
    return position, b"".join(content) if len(content) > 1 else b""


def _uu_line(line: bytes) -> bytes | None:
    """The bytes of one line, None if it is no such line."""
    if not line:
        return b""
    count = (line[0] - 32) & 63
    if not 32 <= line[0] <= 96 or len(line) > 4 * ((count + 2) // 3) + 5:
        return None
    # Some encoders leave rubbish in the last group, beyond the bytes that count.
    for length in (1 + 4 * ((count + 2) // 3), (count * 4 + 5) // 3):
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            continue
    return None
