"""What fits into short messages (3GPP TS 23.038 and 23.040)."""

import re

ELLIPSIS = "…"
# Units of one message alone, and of each when several are joined: a header takes six octets of them.
_ALONE, _JOINED = 70, 67
# Nothing is gained by a cut at a word that throws half of the text away.
_LEAST_KEPT = 0.6
_PAUSES = re.compile(r"[\s。!?;,、.!?;,:]")


def units(text: str) -> int:
    """Characters as a message counts them: UTF-16 code units, so an emoji counts twice.

    Always counted in UCS-2, which one Chinese character forces on the whole message.
    """
    return len(text.encode("utf-16-be")) // 2


def segments(text: str) -> int:
    """How many messages `text` is sent, and paid for, as."""
    size = units(text)
    return 1 if size <= _ALONE else -(-size // _JOINED)


def room(most_segments: int) -> int:
    """How many units fit into so many messages."""
    return _ALONE if most_segments == 1 else _JOINED * most_segments


def shortened(text: str, *, most: int) -> str:
    """`text` in at most `most` units: cut after a word or a clause, with an ellipsis. A link at its end is kept."""
    if units(text) <= most:
        return text
    before, _space, last = text.rpartition(" ")
    if last.startswith(("http://", "https://")) and units(last) + 2 < most // 2:
        return f"{shortened(before, most=most - units(last) - 1)} {last}"
    return _cut(text, most - 1) + ELLIPSIS


def _cut(text: str, most: int) -> str:
    kept = text[:most]
    while units(kept) > most:
        kept = kept[:-1]
    pauses = [found.start() for found in _PAUSES.finditer(kept)]
    if pauses and pauses[-1] >= len(kept) * _LEAST_KEPT:
        kept = kept[: pauses[-1]]
    return kept.rstrip()
