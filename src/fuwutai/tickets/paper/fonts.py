"""The one font of printed pages. It comes with the front-end build, as no machine is sure to have a Chinese one."""

from functools import cache

from django.contrib.staticfiles import finders
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Refusal

NAME = "FuwutaiPaper"
_FILE = "built/fonts/paper.ttf"


class NoFont(Refusal):
    status = 503
    code = "no-font"


def ready() -> str:
    """The name under which the PDF library knows the font. Raises NoFont where it was not built."""
    path = finders.find(_FILE)
    if not path:
        raise NoFont(
            _(
                "Nothing can be printed: the font of printed pages is missing on this machine. "
                "Your administrator gets it by building the front end (make build)."
            )
        )
    return _register(str(path))


@cache
def _register(path: str) -> str:
    """Read the font once per process; that takes a quarter of a second, and importing the library a whole one."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - too slow for the start of every process
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    pdfmetrics.registerFont(TTFont(NAME, path))
    return NAME
