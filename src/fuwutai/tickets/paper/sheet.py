"""Drawing on a page: the few shapes that our printed pages are made of. Lengths are millimetres from the top left."""

import io
import re
from collections.abc import Sequence
from typing import Any

from fuwutai.tickets.paper import fonts

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 16.0
INNER = WIDTH - 2 * MARGIN
_POINTS = 72 / 25.4

BRAND = (0.06, 0.39, 0.47)
INK = (0.09, 0.14, 0.16)
SOFT_INK = (0.36, 0.43, 0.45)
HAIRLINE = (0.72, 0.77, 0.78)
GROUND = (0.95, 0.97, 0.97)

Colour = tuple[float, float, float]

# What may not be torn apart: a Latin word with the spaces behind it, or one Chinese character.
_PIECES = re.compile(r"[^\s\u2e80-\uffef]+\s*|[\u2e80-\uffef]\s*|\s+")
_CLOSING = "，。、；：！？）》】」』”’…"


class Sheet:
    """A PDF while it is drawn, page by page."""

    def __init__(self, *, title: str) -> None:
        from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - too slow for the start of every process

        self._fonts = fonts.ready()
        self._bytes = io.BytesIO()
        size = WIDTH * _POINTS, HEIGHT * _POINTS
        self._canvas: Any = Canvas(self._bytes, pagesize=size, initialFontName=self._fonts[0].name, invariant=1)
        self._canvas.setTitle(title)
        self._canvas.setCreator("Fuwutai")

    def next_page(self) -> None:
        self._canvas.showPage()

    def finish(self) -> bytes:
        self._canvas.save()
        return self._bytes.getvalue()

    def text(self, x: float, y: float, words: str, *, size: float = 9.0, colour: Colour = INK) -> None:
        self._write(x, y, words, size, colour, bold=False)

    def strong(self, x: float, y: float, words: str, *, size: float = 9.0, colour: Colour = INK) -> None:
        """Heavier text. The fonts have one weight only; a thin outline in the same colour makes a second."""
        self._write(x, y, words, size, colour, bold=True)

    def right(self, x: float, y: float, words: str, *, size: float = 9.0, colour: Colour = INK) -> None:
        """Text that ends at `x`."""
        self._write(x - self.width(words, size), y, words, size, colour, bold=False)

    def width(self, words: str, size: float) -> float:
        runs = fonts.runs(words, self._fonts)
        return sum(float(self._canvas.stringWidth(piece, font, size)) for font, piece in runs) / _POINTS

    def wrapped(self, words: str, size: float, width: float) -> list[str]:
        """`words` in lines of at most `width`: Chinese breaks anywhere, Latin words stay whole where they can."""
        return [line for paragraph in words.splitlines() for line in self._lines(paragraph, size, width)]

    def line(self, x: float, y: float, length: float, *, colour: Colour = HAIRLINE, thick: float = 0.2) -> None:
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(thick * _POINTS)
        self._canvas.line(x * _POINTS, self._up(y), (x + length) * _POINTS, self._up(y))

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: Colour | None = None, round_by: float = 1.2
    ) -> None:
        self._canvas.setStrokeColorRGB(*HAIRLINE)
        self._canvas.setFillColorRGB(*(fill or (1, 1, 1)))
        self._canvas.setLineWidth(0.2 * _POINTS)
        corner = x * _POINTS, self._up(y + height)
        self._canvas.roundRect(*corner, width * _POINTS, height * _POINTS, round_by * _POINTS, fill=int(bool(fill)))

    def bar(self, x: float, y: float, width: float, height: float, *, colour: Colour = BRAND) -> None:
        self._canvas.setFillColorRGB(*colour)
        self._canvas.rect(x * _POINTS, self._up(y + height), width * _POINTS, height * _POINTS, stroke=0, fill=1)

    def ticks(self, x: float, y: float, choices: Sequence[str], *, size: float = 9.0) -> None:
        """Empty squares to tick, each with its words behind it."""
        for words in choices:
            self.box(x, y - 3.1, 3.6, 3.6, round_by=0.5)
            self.text(x + 5, y, words, size=size)
            x += 5 + self.width(words, size) + 7

    def _write(self, x: float, y: float, words: str, size: float, colour: Colour, *, bold: bool) -> None:
        text = self._canvas.beginText(x * _POINTS, self._up(y))
        text.setFillColorRGB(*colour)
        if bold:
            self._canvas.setStrokeColorRGB(*colour)
            self._canvas.setLineWidth(size * 0.03)
            text.setTextRenderMode(2)
        for font, piece in fonts.runs(words, self._fonts):
            text.setFont(font, size)
            text.textOut(piece)
        text.setTextRenderMode(0)
        self._canvas.drawText(text)

    def _lines(self, paragraph: str, size: float, width: float) -> list[str]:
        lines = [""]
        for piece in _PIECES.findall(paragraph):
            # A line never begins with closing punctuation; that stands a little over the edge instead.
            hangs = bool(lines[-1]) and piece[0] in _CLOSING
            if hangs or self.width(lines[-1] + piece.rstrip(), size) <= width:
                lines[-1] += piece
            else:
                lines.extend(self._cut(piece, size, width))
        return lines

    def _cut(self, piece: str, size: float, width: float) -> list[str]:
        """One piece, cut where it alone is longer than a line: addresses, hashes."""
        cut, start = [], 0
        for end in range(1, len(piece) + 1):
            if self.width(piece[start:end].rstrip(), size) > width:
                cut.append(piece[start : end - 1])
                start = end - 1
        return [*cut, piece[start:]]

    @staticmethod
    def _up(y: float) -> float:
        """PDF counts from the bottom."""
        return (HEIGHT - y) * _POINTS
