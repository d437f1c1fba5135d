"""Values with parameters: Content-Type and Content-Disposition (RFC 2045, RFC 2231)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from fuwutai.channels.mail import charsets, words

LONGEST = 8000

_COMMENT = re.compile(r"\([^()]*\)")
_NAME = re.compile(r"[;\s]*([\w.!#$%&'*+^`{|}~-]{1,60})\s*=\s*")
_QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"(?=\s*(?:;|$|\(|[\w*-]+=))', re.DOTALL)
_LOOSELY_QUOTED = re.compile(r'"(.*?)"?\s*(?:;\s*(?=[\w*-]+\s*=)|$)', re.DOTALL)
_BARE = re.compile(r"[^;]*")
_SEGMENT = re.compile(r"([^*]+)(?:\*(\d+))?(\*?)$")
_LANGUAGE = re.compile(r"([\w.:+-]*)'([\w-]*)'(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Described:
    """`value` is lower case, parameter names too; parameter values are decoded."""

    value: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.parameters.get(name, "")


def read(text: str, *, hint: str = "") -> Described:
    """Read `value; name=value; ...`, forgiving missing quotes, semicolons and odd escapes."""
    text = text[:LONGEST]
    head = re.match(r"[^;\s\"=]*(?:\s*/\s*[^;\s\"=]+)?", _COMMENT.sub("", text.split(";")[0]).strip())
    value = re.sub(r"\s", "", head[0] if head else "").lower()
    start = len(text) - len(text.lstrip())
    rest = text[start:]
    begin = rest.find(";")
    if begin < 0:
        # `multipart/mixed boundary="x"`: the semicolon is missing.
        begin = len(rest.split(None, 1)[0]) if rest.split() else 0
    return Described(value, _joined(_pairs(rest[begin:]), hint))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while match := _NAME.search(text, position):
        name = match[1].lower()
        found = None
        if text[match.end() : match.end() + 1] == '"':
            found = _QUOTED.match(text, match.end())
            if found:
                raw = re.sub(r'\\(["\\])', r"\1", found[1])
            elif found := _LOOSELY_QUOTED.match(text, match.end()):
                raw = found[1]
        if not found:
            found = _BARE.match(text, match.end())
            raw = found[0].strip() if found else ""
            if name in {"charset", "boundary", "format", "delsp"}:
                raw = _COMMENT.sub("", raw).split(None, 1)[0] if raw.split() else ""
        yield name, raw
        position = max(found.end() if found else match.end(), match.end())


def _joined(pairs: Iterator[tuple[str, str]], hint: str) -> dict[str, str]:
    """Plain parameters, and RFC 2231 segments put together; the extended form wins."""
    plain: dict[str, str] = {}
    segments: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in pairs:
        match = _SEGMENT.match(name)
        if match and (match[2] or match[3]):
            number = int(match[2][:4]) if match[2] else 0
            segments.setdefault(match[1], {}).setdefault(number, (value, bool(match[3])))
        else:
            plain.setdefault(name, value)
    joined = {name: words.decode(value, hint=hint) for name, value in plain.items()}
    for name, parts in segments.items():
        joined[name] = _extended([parts[number] for number in sorted(parts)], hint)
    return joined


def _extended(parts: list[tuple[str, bool]], hint: str) -> str:
    if not any(escaped for _, escaped in parts):
        return words.decode("".join(value for value, _ in parts), hint=hint)
    label = ""
    content = b""
    for index, (value, escaped) in enumerate(parts):
        if index == 0 and (tagged := _LANGUAGE.match(value)):
            label, value = tagged[1], tagged[3]
        content += unquote_to_bytes(value) if escaped else value.encode()
    return words.decode(charsets.decode(content, label, hint=hint).text, hint=hint)
