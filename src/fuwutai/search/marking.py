"""Where in a text the words of a question stand: what is shown with a mark, and the passage around it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from fuwutai.core import letters
from fuwutai.search.words import HAN, phrases, tokens

Span = tuple[int, int]
_WORD = re.compile(r'["“”]([^"“”]+)["“”]|(\S+)')
_RUNS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
# As much of a long text as is looked through, and what a passage shows.
_MOST_READ = 20_000
PASSAGE = 160


@dataclass(frozen=True)
class Marked:
    """A text of which some spans are marked; as HTML it is safe."""

    text: str
    spans: Sequence[Span] = ()

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> SafeString:
        parts, end = [], 0
        for first, last in self.spans:
            parts += [escape(self.text[end:first]), "<mark>", escape(self.text[first:last]), "</mark>"]
            end = last
        return mark_safe("".join([*parts, escape(self.text[end:])]))  # noqa: S308 - every part is escaped


class Marker:
    """Finds the words of one question in texts, in any of the forms in which the index finds them."""

    def __init__(self, question: str) -> None:
        self._terms = [re.compile(pattern) for pattern in map(_pattern, _terms(question)) if pattern]

    def counts(self, text: str) -> list[int]:
        """How often each of the words stands in the text."""
        return [len(term.findall(text, 0, _MOST_READ)) for term in self._terms]

    def mark(self, text: str) -> Marked:
        found = sorted(match.span() for term in self._terms for match in term.finditer(text, 0, _MOST_READ))
        return Marked(text, _joined(span for span in found if span[0] < span[1]))

    def passage(self, text: str) -> Marked:
        """A piece of the text around its first mark, on one line; the beginning where nothing is marked."""
        line = " ".join(text[:_MOST_READ].split())
        spans = self.mark(line).spans
        first = max(spans[0][0] - PASSAGE // 3, 0) if spans else 0
        last = min(first + PASSAGE, len(line))
        before, after = "…" if first else "", "…" if last < len(line) else ""
        moved = len(before) - first
        kept = [(start + moved, min(end, last) + moved) for start, end in spans if start < last]
        return Marked(f"{before}{line[first:last]}{after}", kept)


def _terms(question: str) -> list[str]:
    """The runs that must stand in a text, each by itself; those of a quoted phrase with what is between them."""
    return [term[1] or term[2] for term in _WORD.finditer(question) if phrases(term[0])]


def _pattern(term: str) -> str:
    return r"[\W_]*".join(_form(run) for run in _RUNS.findall(term))


def _form(run: str) -> str:
    """Han as they stand, a word from its beginning: “printing” as everything that has the stem of it."""
    if re.match(f"[{HAN}]", run):
        return letters.pattern(run)
    begun = run.casefold()
    stem = next(tokens(run), begun)
    while begun and not stem.startswith(begun):
        begun = begun[:-1]
    return rf"(?<![^\W_{HAN}]){letters.pattern(begun or run)}[^\W_{HAN}]{{0,20}}"


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for first, last in spans:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
