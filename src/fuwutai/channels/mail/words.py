"""Encoded words of RFC 2047, as mailers really write them."""

import binascii
import re
from itertools import groupby

from fuwutai.channels.mail import charsets

# Spaces inside a word are illegal but common; so is a word that touches other text.
_WORD = re.compile(r"=\?([^?\s]{0,60})\?([bBqQ])\?(.{0,2000}?)\?=", re.DOTALL)
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]*\?[bBqQ]\?)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAKS = re.compile(r"[\r\n\t]+")


def decode(text: str, *, hint: str = "") -> str:
    """Replace encoded words by what they say; text without any comes back tidied."""
    if "=?" in text:
        text = _BETWEEN_WORDS.sub(r"\1", text)
        text = "".join(_pieces(text, hint))
    return tidy(text)


def tidy(text: str) -> str:
    """One line without control characters."""
    return _BREAKS.sub(" ", _CONTROLS.sub("", text)).strip()


def _pieces(text: str, hint: str) -> list[str]:
    """Text between words, and runs of touching words in one charset decoded as one.

    Many mailers cut a word in the middle of a character, some even within a base64 group.
    """
    pieces: list[str] = []
    run: list[re.Match[str]] = []
    end = 0
    for word in _WORD.finditer(text):
        if word.start() > end:
            pieces += [*_decoded(run, hint), text[end : word.start()]]
            run = []
        run.append(word)
        end = word.end()
    return [*pieces, *_decoded(run, hint), text[end:]]


def _decoded(run: list[re.Match[str]], hint: str) -> list[str]:
    out = []
    for label, words in groupby(run, key=lambda word: word[1].partition("*")[0].lower()):
        content = b"".join(_contents([(word[2].upper(), word[3]) for word in words]))
        out.append(charsets.decode(content, label, hint=hint).text)
    return out


def _contents(words: list[tuple[str, str]]) -> list[bytes]:
    contents: list[bytes] = []
    pending = ""
    for kind, text in words:
        if kind == "Q":
            contents += [_base64(pending), _quoted(text)]
            pending = ""
            continue
        pending += re.sub(r"\s+", "", text)
        if len(pending) % 4 == 0 or pending.endswith("="):
            contents.append(_base64(pending))
            pending = ""
    return [*contents, _base64(pending)]


def _base64(text: str) -> bytes:
    letters = re.sub(r"[^A-Za-z0-9+/]", "", text)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


def _quoted(text: str) -> bytes:
    return binascii.a2b_qp(text.encode("utf-8", "replace"), header=True)
