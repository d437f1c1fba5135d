"""Paragraphs of format=flowed text, put together again (RFC 3676)."""

import re

_QUOTE = re.compile(r">*")


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join lines that end in a space, per quoting depth; stuffed spaces go.

    A quoted paragraph comes back as one line with its `>` marks.
    """
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = _QUOTE.match(line).end()  # type: ignore[union-attr]
        content = line[depth:]
        content = content.removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if flows and delete_space:
            content = content[:-1]
        if open_depth == depth and content != "-- ":
            out[-1] += content
        else:
            out.append(">" * depth + (" " if depth else "") + content)
        open_depth = depth if flows else -1
    return "\n".join(line if line == "-- " else line.rstrip(" ") for line in out)
