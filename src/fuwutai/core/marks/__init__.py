"""Light marks in what agents write: a small part of CommonMark, shown as safe HTML or read as plain words.

docs/decisions/0019-text-marks.md tells which part, and why.
"""

from fuwutai.core.marks.html import as_html, pictures_in
from fuwutai.core.marks.plain import as_plain

__all__ = ["as_html", "as_plain", "pictures_in"]
