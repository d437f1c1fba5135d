"""Raw messages for tests, written by hand."""

from collections.abc import Mapping


def letter(body: bytes | str = "", fields: Mapping[str, str | bytes] | None = None, **more: str | bytes) -> bytes:
    """A raw message; field names in keywords have `_` for `-`, None of them is required."""
    headers: dict[str, str | bytes] = {"From": "Rita <rita@example.com>", "To": "desk@example.com"}
    headers |= {name.replace("_", "-"): value for name, value in more.items()} | dict(fields or {})
    lines = [name.encode() + b": " + _bytes(value) for name, value in headers.items() if value]
    return b"\r\n".join([*lines, b"", _bytes(body)])


def multipart(*parts: bytes | str, kind: str = "mixed", boundary: str = "=_edge", **fields: str | bytes) -> bytes:
    """A raw message of several parts, each with its own header."""
    edge = boundary.encode()
    inside = b"".join(b"--" + edge + b"\r\n" + _bytes(part) + b"\r\n" for part in parts)
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    content_type = f'multipart/{kind}; boundary="{boundary}"'
    return letter(inside + b"--" + edge + b"--\r\n", {"Content-Type": content_type} | named)


def part(content: bytes | str, content_type: str = "text/plain; charset=utf-8", **fields: str | bytes) -> bytes:
    """One part of a multipart message."""
    headers: dict[str, str | bytes] = {"Content-Type": content_type}
    headers |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [name.encode() + b": " + _bytes(value) for name, value in headers.items()]
    return b"\r\n".join([*lines, b"", _bytes(content)])


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
