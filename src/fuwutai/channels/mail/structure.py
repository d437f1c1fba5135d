"""The tree of MIME parts in a raw message (RFC 2045, RFC 2046).

Written on offsets into the raw bytes rather than with the standard library's parser, which
raises on deep nesting, ends a header at the first junk line and drops what stands behind a
boundary that closed too early. Here depth and number of parts are bounded and nothing that a
person might have meant as content gets lost.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from fuwutai.channels.mail import charsets, headers, parameters, transfer, words
from fuwutai.channels.mail.headers import Headers
from fuwutai.channels.mail.parameters import Described

DEEPEST = 25
MOST_PARTS = 1000

_AFTER_BOUNDARY = re.compile(rb"(--|-(?=\s*\Z))?[ \t]*\r*(?:\n|\Z)")
_LIKE_A_BOUNDARY = re.compile(rb"^--([^\s-][^\r\n]{0,120}?|-{2,}[^\r\n]{1,120}?)[ \t]*\r?$", re.MULTILINE)
_CHARSET = re.compile(rb"charset\*?=[\"' ]*([\w.:-]{3,40})", re.IGNORECASE)
_USUAL = {"", "ascii", "utf-8", "cp1252"}
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `body` is still wrapped in its transfer encoding, and empty in a multipart."""

    headers: Headers
    content: Described
    disposition: Described
    body: bytes = b""
    children: tuple["Part", ...] = ()
    defects: tuple[str, ...] = field(default=())

    @property
    def type(self) -> str:
        return self.content.value

    @property
    def is_multipart(self) -> bool:
        return self.type.startswith("multipart/")

    def decoded(self) -> bytes:
        encoding = words.tidy(self.headers.first("content-transfer-encoding"))
        return transfer.decode(self.body, encoding, of_text=self.type.startswith("text/"))

    def walk(self) -> Iterator["Part"]:
        """This part and everything in it, in the order of the message."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting += reversed(part.children)


@dataclass(slots=True)
class _Reading:
    """The message, a charset it may be written in, and how many parts may still be read of it."""

    raw: bytes
    hint: str
    parts: int = MOST_PARTS


def read(raw: bytes) -> Part:
    """The whole message as a part."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    start = len(raw) - len(raw.lstrip())
    whole = _part(_Reading(raw, _hint(raw)), start, len(raw), "text/plain", DEEPEST)
    if not whole.headers and b"\x00" in whole.body[:1000]:
        return replace(whole, content=Described("application/octet-stream"))
    return whole


def _hint(raw: bytes) -> str:
    """The first charset that the message names and that is not everybody's."""
    labels = (found[1].decode() for found in _CHARSET.finditer(raw, 0, 50_000))
    return next((label for label in labels if charsets.codec(label) not in _USUAL), "")


def _part(reading: _Reading, start: int, end: int, default: str, depth: int) -> Part:
    reading.parts -= 1
    fields, body = headers.read(reading.raw, start, end, hint=reading.hint)
    content = _described(fields, "content-type")
    disposition = _described(fields, "content-disposition")
    if disposition.value not in {"inline", "attachment"}:
        known = bool(disposition.value and disposition.get("filename"))
        disposition = replace(disposition, value="attachment" if known else "")
    if not _TYPE.fullmatch(content.value):
        content = replace(content, value=_meant(content.value, default))
    part = Part(fields, content, disposition, defects=fields.defects)
    if part.is_multipart:
        return _multipart(part, reading, body, end, depth)
    return replace(part, body=reading.raw[body:end])


def _described(fields: Headers, name: str) -> Described:
    """The value of a field; of several, the one that can be worked with."""
    read = [parameters.read(text, hint=fields.hint) for text in fields.all(name)]
    useful = [one for one in read if one.value.startswith("multipart/") and one.get("boundary")]
    return next(iter(useful or [one for one in read if one.value] or read), Described())


def _meant(value: str, default: str) -> str:
    """The type behind a value that is none, such as `text` or `html`."""
    if not value:
        return default
    guesses = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}
    return guesses.get(value.partition("/")[0], "application/octet-stream" if "/" in value else "text/plain")


def _multipart(part: Part, reading: _Reading, start: int, end: int, depth: int) -> Part:
    """Split a multipart; what cannot be split is text, or a file when it is nested too deep."""
    raw = reading.raw
    boundary = part.content.get("boundary").encode("utf-8", "surrogateescape").rstrip()
    spans = _spans(raw, start, end, boundary) if boundary else []
    defects = list(part.defects)
    if not spans and (boundary := _guessed_boundary(raw, start, end)):
        spans = _spans(raw, start, end, boundary)
        defects.append("The boundary between the parts is not the declared one.")
    if not spans:
        defects.append("The message calls itself multipart but has no parts.")
        plain = replace(part.content, value="text/plain")
        return replace(part, content=plain, body=raw[start:end], defects=tuple(defects))
    if depth == 0 or reading.parts < len(spans):
        defects.append("The message is nested too deep or has too many parts.")
        sealed = replace(part.content, value="application/octet-stream")
        return replace(part, content=sealed, body=raw[start:end], defects=tuple(defects))
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    children = [_part(reading, a, b, default, depth - 1) for a, b in spans]
    if depth == DEEPEST and not any(map(_may_be_shown, children)):
        children[:0] = _preamble(part, raw[start : spans[0][0]], boundary)
    return replace(part, children=tuple(children), defects=tuple(defects))


def _may_be_shown(part: Part) -> bool:
    return part.type.startswith(("text/", "multipart/")) and part.disposition.value != "attachment"


def _preamble(part: Part, before: bytes, boundary: bytes) -> list[Part]:
    """What stands before the first boundary, where it is the only text there is."""
    text = before.rpartition(b"--" + boundary)[0]
    if not text.strip() or b"mime" in text.lower():
        return []
    plain = replace(part.content, value="text/plain")
    return [replace(part, content=plain, disposition=Described(), body=text, defects=())]


def _spans(raw: bytes, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
    """Begin and end of each part; parts behind a closing boundary count, as long as they come."""
    delimiter = b"--" + boundary
    spans: list[tuple[int, int]] = []
    begin = -1
    position = start
    while (found := raw.find(delimiter, position, end)) >= 0:
        position = found + len(delimiter)
        after = _AFTER_BOUNDARY.match(raw, position, end)
        if not after or (found > start and raw[found - 1] != 0x0A):
            continue
        if begin >= 0:
            spans.append((begin, _without_line_end(raw, begin, found)))
        begin = -1 if after[1] else after.end()
        position = max(after.end() - 1, position)
    if begin >= 0 and begin < end:
        spans.append((begin, end))
    return spans


def _without_line_end(raw: bytes, begin: int, end: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if end > begin and raw[end - 1] == 0x0A:
        end -= 1
        if end > begin and raw[end - 1] == 0x0D:
            end -= 1
    return end


def _guessed_boundary(raw: bytes, start: int, end: int) -> bytes:
    """The first line that looks like a boundary, with a header or its own end behind it."""
    candidates = _LIKE_A_BOUNDARY.finditer(raw, start, min(end, start + 20_000))
    for found in islice(candidates, 20):
        closing = b"--" + found[1] + b"--"
        follows = raw[found.end() : found.end() + 40].lstrip().lower()
        if raw.find(closing, found.end(), end) >= 0 or follows.startswith(b"content-"):
            return found[1]
    return b""
