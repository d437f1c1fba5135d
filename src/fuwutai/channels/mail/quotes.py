"""What a message says itself, and what it only repeats.

The same rules read plain text and HTML: a page is looked at line by line as a person sees it,
with the nesting of its quoting blocks in the place of `>` marks. Nothing is ever lost: every
line belongs either to what is fresh or to what is quoted, and a message that would end up with
nothing fresh is fresh as a whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fuwutai.channels.mail import html, tree
from fuwutai.channels.mail.headings import LONGEST_LINE, Said, below, heading
from fuwutai.channels.mail.vocabulary import MOBILE_SIGNATURE, RULE

_MARKS = re.compile(r"^\s{0,3}((?:>\s?)+)")
_PROMPT = re.compile(r"^>>> ")


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Folded:
    """`pieces` in their order are the whole; `fresh` and `quoted` are the pieces of each sort."""

    fresh: str
    quoted: str
    pieces: tuple[Piece, ...] = ()


def fold(text: str) -> Folded:
    """Separate the new words of a plain text from the quoted ones."""
    lines = text.split("\n")
    quoted = judge([_said(line) for line in lines])
    pieces = tuple(
        Piece("\n".join(line for line, _ in group), is_quoted)
        for is_quoted, group in groupby(zip(lines, quoted, strict=True), key=lambda pair: pair[1])
    )
    return Folded(_joined(pieces, is_quoted=False), _joined(pieces, is_quoted=True), pieces)


def fold_html(source: str) -> Folded:
    """Separate the new part of a page from the quoted one; both come back as unsafe HTML."""
    root = tree.parse(source)
    lines = tree.lines(root)
    quoted = judge([Said(line.text[:LONGEST_LINE], line.depth) for line in lines])
    if not any(quoted):
        return Folded(source, "")
    atoms: dict[bool, set[tuple[int, str]]] = {False: set(), True: set()}
    for line, is_quoted in zip(lines, quoted, strict=True):
        atoms[is_quoted].update(line.atoms)
    fresh = tree.body(tree.without(root, atoms[True] - atoms[False]))
    return Folded(fresh, tree.body(tree.without(root, atoms[False] - atoms[True])))


def _said(line: str) -> Said:
    marks = _MARKS.match(line)
    if not marks or _PROMPT.match(line):
        return Said(line[:LONGEST_LINE].strip(), 0)
    return Said(line[marks.end() :][:LONGEST_LINE].strip(), marks[1].count(">"))


def _joined(pieces: Sequence[Piece], *, is_quoted: bool) -> str:
    texts = (piece.text.strip("\n") for piece in pieces if piece.is_quoted is is_quoted)
    return "\n\n".join(text for text in texts if text.strip()).strip("\n")


def judge(lines: Sequence[Said]) -> list[bool]:
    """For every line whether it is quoted."""
    quoted = [line.depth > 0 for line in lines]
    position = 0
    while position < len(lines):
        length = 0 if quoted[position] else heading(lines, position)
        if not length:
            position += 1
            continue
        follows = below(lines, position + length)
        is_marked = follows < len(lines) and lines[follows].depth > 0
        end = follows if is_marked else len(lines)
        start = _above(lines, position, quoted)
        quoted[start:end] = [True] * (end - start)
        position = end
    _set_signatures_aside(lines, quoted)
    _smooth(lines, quoted)
    if all(is_quoted or not line.text for line, is_quoted in zip(lines, quoted, strict=True)):
        return [False] * len(lines)
    return quoted


def _above(lines: Sequence[Said], position: int, quoted: Sequence[bool]) -> int:
    """Where a quote begins: a rule right above its heading belongs to it."""
    start = position
    while start and not quoted[start - 1]:
        text = lines[start - 1].text
        if RULE.match(text):
            return start - 1
        if text:
            break
        start -= 1
    return position


def _set_signatures_aside(lines: Sequence[Said], quoted: list[bool]) -> None:
    """`Sent from my phone` above a quote or at the very end says nothing new."""
    for position in range(len(lines)):
        if quoted[position] or not MOBILE_SIGNATURE.match(lines[position].text):
            continue
        follows = below(lines, position + 1)
        if follows == len(lines) or quoted[follows]:
            quoted[position] = True


def _smooth(lines: Sequence[Said], quoted: list[bool]) -> None:
    """Blank lines go with what stands above them, rules with the quote right below."""
    for position in range(1, len(lines)):
        if quoted[position] and not quoted[position - 1]:
            start = _above(lines, position, quoted)
            quoted[start:position] = [True] * (position - start)
        if not lines[position].text and not lines[position].depth:
            quoted[position] = quoted[position - 1]


def text_of(folded: Folded) -> Folded:
    """The folded page as plain text."""
    return Folded(html.text(folded.fresh), html.text(folded.quoted) if folded.quoted else "")
