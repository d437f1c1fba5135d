from collections.abc import Sequence
from typing import ClassVar

from markdown_it.token import Token

from fuwutai.core.marks.grammar import LONGEST, parser

_PARSER = parser()


def as_plain(text: str) -> str:
    """Marked text as whoever sees only letters reads it: lists and quotes keep their signs, addresses stand behind
    what leads to them, pictures are named."""
    if len(text) > LONGEST:
        return text.strip("\n")
    page = _Page()
    for token in _PARSER.parse(text, {}):
        page.take(token)
    return "\n".join(page.lines).strip("\n")


class _Page:
    """Lines, each with the signs of the lists and quotes that it stands in."""

    _APART: ClassVar = {"paragraph_open", "fence", "bullet_list_open", "ordered_list_open", "blockquote_open"}

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.signs: list[str] = []

    def take(self, token: Token) -> None:
        if token.type in self._APART and not token.hidden and not (self.signs and token.type.endswith("list_open")):
            self._leave_a_line()
        if token.type == "blockquote_open":
            self.signs.append("> ")
        elif token.type == "list_item_open":
            self.signs.append(f"{token.info}. " if token.info else "- ")
        elif token.type in {"blockquote_close", "list_item_close"}:
            self.signs.pop()
        elif token.type == "inline":
            self._write(_words(token.children or ()))
        elif token.type == "fence":
            self._write(token.content.rstrip("\n"))

    def _leave_a_line(self) -> None:
        """A blank line, unless something has only just begun."""
        if self.lines and self.lines[-1].strip("> ") and not self._begins:
            self.lines.append("".join(_continued(sign) for sign in self.signs).rstrip())

    @property
    def _begins(self) -> bool:
        return bool(self.signs) and self.signs[-1].strip(" ") not in {"", ">"}

    def _write(self, words: str) -> None:
        for line in words.split("\n"):
            self.lines.append(f"{''.join(self.signs)}{line}".rstrip())
            # The number or bullet stands before the first line only.
            self.signs = [_continued(sign) for sign in self.signs]


def _continued(sign: str) -> str:
    return sign if sign == "> " else " " * len(sign)


def _words(tokens: Sequence[Token]) -> str:
    said: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            said.append("\n")
        elif token.type == "image":
            said.append(f"[{token.content or token.attrGet('src')}]")
        elif token.type == "link_open":
            links.append((str(token.attrGet("href")), len(said)))
        elif token.type == "link_close":
            address, start = links.pop()
            shown = "".join(said[start:])
            said += [f" ({address})"] if shown not in {address, address.partition(":")[2]} else []
        else:
            said.append(token.content)
    return "".join(said)
