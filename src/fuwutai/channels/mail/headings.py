"""The lines that mail programs put above the words of others."""

from collections.abc import Sequence
from dataclasses import dataclass

from fuwutai.channels.mail.vocabulary import (
    ADDRESS,
    ATTRIBUTION,
    ATTRIBUTION_BEGINS,
    DATE,
    DATED_ADDRESS,
    DIVIDER,
    FORWARD_DIVIDER,
    LABELLED,
    label_kind,
)

LONGEST_LINE = 500
LONGEST_BLOCK = 14

_COLONS = (":", "：")


@dataclass(frozen=True, slots=True)
class Said:
    """One line to be judged; `depth` counts the quoting levels it stands in."""

    text: str
    depth: int = 0


def heading(lines: Sequence[Said], position: int) -> int:
    """How many lines at `position` announce a quote: a divider, an attribution, a header block."""
    text = lines[position].text
    if not text:
        return 0
    if DIVIDER.match(text) or FORWARD_DIVIDER.match(text):
        return 1
    return _attribution(lines, position) or len(header_block(lines, position))


def header_block(lines: Sequence[Said], position: int) -> list[tuple[str, str]]:
    """The lines of a copied header as (kind, value); empty unless it is one.

    It is one when it names the sender and two or more of date, recipient and subject. A line
    without a label continues the value above it and comes with the kind "".
    """
    if not LABELLED.match(lines[position].text):
        return []
    block: list[tuple[str, str]] = []
    end = 0
    for line in lines[position : position + LONGEST_BLOCK]:
        found = LABELLED.match(line.text)
        if found:
            block.append((label_kind(found["label"]), found["value"].strip(" |*\t")))
            end = len(block)
        else:
            block.append(("", line.text))
        if sum(1 for kind, value in block[end:] if value) > 1:
            break
    kinds = {kind for kind, _ in block[:end]}
    return block[:end] if "from" in kinds and len(kinds & {"date", "to", "subject"}) > 1 else []


def below(lines: Sequence[Said], position: int) -> int:
    """The next line at or after `position` that says something."""
    while position < len(lines) and not lines[position].text:
        position += 1
    return position


def _attribution(lines: Sequence[Said], position: int) -> int:
    """How many lines `On ... wrote:` takes; mailers like to wrap it."""
    if not _may_attribute(lines[position].text):
        return 0
    joined = ""
    for length, line in enumerate(lines[position : position + 4], 1):
        joined = f"{joined} {line.text}".strip()
        if not line.text or len(joined) > LONGEST_LINE:
            return 0
        if DATED_ADDRESS.match(joined):
            return length
        if ATTRIBUTION.search(joined) and _is_attributed(lines, position, length, joined):
            return length
        if length > 1 and joined.endswith((*_COLONS, "。", ".")):
            return 0
    return 0


def _may_attribute(text: str) -> bool:
    return bool(ATTRIBUTION_BEGINS.match(text) or ADDRESS.search(text)) or text.endswith(_COLONS)


def _is_attributed(lines: Sequence[Said], position: int, length: int, text: str) -> bool:
    """Whether a sentence with `wrote:` in it really stands above a quote."""
    next_said = below(lines, position + length)
    if next_said < len(lines) and lines[next_said].depth > lines[position].depth:
        return True
    if ADDRESS.search(text):
        return True
    return bool(ATTRIBUTION_BEGINS.match(text) and DATE.search(text))
