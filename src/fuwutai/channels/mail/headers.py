"""The header block of a message or of a part."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from fuwutai.channels.mail import charsets, words

MOST_FIELDS = 1000
LONGEST_VALUE = 200_000

_FIELD = re.compile(rb"([!-9;-~]{1,200}?)[ \t]*:(.*)", re.DOTALL)
# What a line must look like to be taken for a field after a line that was none.
_SURE_FIELD = re.compile(
    rb"(?:content-|x-|resent-|list-|arc-|dkim-|received|return-path|delivered-to|from|to|cc|bcc"
    rb"|subject|date|message-id|mime-version|in-reply-to|references|reply-to|sender|importance"
    rb"|priority|thread-|user-agent|authentication-results|auto-submitted|precedence)"
    rb"[\w-]*[ \t]*:",
    re.IGNORECASE,
)
_BLANKS = (b" ", b"\t")
_ENVELOPE_LINE = re.compile(rb">?From +[^\s:]+(?:[ \t\r]|$)")


@dataclass(frozen=True)
class Headers:
    """Fields in the order they stand in, values unfolded but not yet decoded.

    `hint` is the charset of the body, for values that hold raw 8-bit characters.
    """

    fields: tuple[tuple[str, bytes], ...] = ()
    hint: str = ""
    envelope_sender: str = ""
    defects: tuple[str, ...] = field(default=())

    @cached_property
    def _by_name(self) -> dict[str, list[bytes]]:
        grouped: dict[str, list[bytes]] = {}
        for name, value in self.fields:
            grouped.setdefault(name, []).append(value)
        return grouped

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __bool__(self) -> bool:
        return bool(self.fields)

    def all(self, name: str) -> list[str]:
        """Every value of a field as text, encoded words still in place."""
        return [charsets.decode(raw, hint=self.hint).text for raw in self._by_name.get(name, ())]

    def first(self, name: str) -> str:
        """The first value that says anything, encoded words still in place."""
        return next((value for value in self.all(name) if value.strip()), "")

    def text(self, name: str) -> str:
        """The first value that says anything, as a person reads it."""
        return words.decode(self.first(name), hint=self.hint)


def read(raw: bytes, start: int, end: int, *, hint: str = "") -> tuple[Headers, int]:
    """The fields that begin at `start`, and where the body after them begins."""
    reading = _Reading(raw, end)
    body = end
    for line, begins, follows in _lines(raw, start, end):
        taken = reading.take(line.rstrip(b"\r\n"), follows)
        if not taken:
            body = begins if line.strip() else follows
            break
    return Headers(reading.unfolded(), hint, reading.envelope, tuple(reading.defects)), body


class _Reading:
    """Fields collected line by line."""

    def __init__(self, raw: bytes, end: int) -> None:
        self._raw = raw
        self._end = end
        self._fields: list[tuple[str, list[bytes]]] = []
        self.envelope = ""
        self.defects: list[str] = []

    def take(self, line: bytes, follows: int) -> bool:
        """Take in a line; False where the header is over."""
        is_blank = not line.strip()
        if line.startswith(_BLANKS) and self._fields and (not is_blank or _goes_on(self._raw, follows, self._end)):
            self._fields[-1][1].append(line.strip())
        elif is_blank:
            return False
        elif not self._fields and _ENVELOPE_LINE.match(line):
            self.envelope = line.split()[1].decode("ascii", "replace")
        elif (found := _FIELD.match(line)) and len(self._fields) < MOST_FIELDS:
            self._fields.append((found[1].decode("ascii").lower(), [found[2].strip()]))
        else:
            return self._take_junk(line, follows)
        return True

    def _take_junk(self, line: bytes, follows: int) -> bool:
        """A line that is no field: a folded value without its indent, or the end of the header."""
        if not self._fields:
            return False
        if not _header_goes_on(self._raw, follows, self._end):
            self.defects.append("No blank line ends the header.")
            return False
        if any(char > 0x7F or chr(char).isalnum() for char in line):
            self._fields[-1][1].append(line.strip())
        self.defects.append("A line of the header is no field.")
        return True

    def unfolded(self) -> tuple[tuple[str, bytes], ...]:
        return tuple((name, b" ".join(filter(None, lines))[:LONGEST_VALUE]) for name, lines in self._fields)


def _lines(raw: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    position = start
    while position < end:
        found = raw.find(b"\n", position, end)
        follows = end if found < 0 else found + 1
        yield raw[position:follows], position, follows
        position = follows


def _goes_on(raw: bytes, start: int, end: int) -> bool:
    """Whether a line of mere blanks stands inside the header rather than after it."""
    line = raw[start : min(end, start + 200)]
    return (line.startswith(_BLANKS) and bool(line.split(b"\n")[0].strip())) or bool(_SURE_FIELD.match(line))


def _header_goes_on(raw: bytes, start: int, end: int) -> bool:
    """Whether a field follows a line that was none: folded lines may have lost their indent."""
    for line in raw[start : min(end, start + 3000)].split(b"\n"):
        if not line.strip(b"\r"):
            return False
        if _SURE_FIELD.match(line):
            return True
    return False
