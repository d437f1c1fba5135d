"""The fonts of printed pages. They come with the front-end build, as no machine is sure to have a Chinese one.

Simplified and Traditional Chinese share characters that each draws its own way, so each has a font; what one lacks, a
simplified title on a traditional form, is taken from the other.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.contrib.staticfiles import finders
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Refusal

_SIMPLIFIED = "FuwutaiPaper", "built/fonts/paper.ttf"
_TRADITIONAL = "FuwutaiPaperTraditional", "built/fonts/paper-traditional.ttf"


class NoFont(Refusal):
    status = 503
    code = "no-font"


@dataclass(frozen=True)
class Font:
    """`name` is what the PDF library knows it by, `letters` are the code points that it draws."""

    name: str
    letters: Container[int]


def ready() -> Sequence[Font]:
    """The fonts of the reader's language, the first choice first. Raises NoFont where they were not built."""
    order = (_SIMPLIFIED, _TRADITIONAL)
    return [_find(*font) for font in (order[::-1] if get_language() == "zh-hant" else order)]


def runs(words: str, fonts: Sequence[Font]) -> Iterator[tuple[str, str]]:
    """`words` in pieces that one font draws, each as (name of the font, piece)."""
    for name, letters in groupby(words, key=lambda letter: _drawn_by(letter, fonts)):
        yield name, "".join(letters)


def _drawn_by(letter: str, fonts: Sequence[Font]) -> str:
    return next((font.name for font in fonts if ord(letter) in font.letters), fonts[0].name)


def _find(name: str, file: str) -> Font:
    path = finders.find(file)
    if not path:
        raise NoFont(
            _(
                "Nothing can be printed: the font of printed pages is missing on this machine. "
                "Your administrator gets it by building the front end (make build)."
            )
        )
    return _register(name, str(path))


@cache
def _register(name: str, path: str) -> Font:
    """Read the font once per process; that takes a quarter of a second, and importing the library a whole one."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - too slow for the start of every process
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    font = TTFont(name, path)
    pdfmetrics.registerFont(font)
    return Font(name=name, letters=frozenset(font.face.charToGlyph))
