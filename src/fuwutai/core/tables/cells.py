"""What a single cell says, on the way in and on the way out."""

import re
from datetime import date, datetime
from typing import Any

CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
# The same without what ends lines and cells.
CONTROL_BUT_BREAKS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
# Excel takes the wide signs of Chinese keyboards for the same.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_text(cell: Any) -> str:
    """A cell as text: whole numbers without a fraction, dates as in ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    if isinstance(cell, datetime | date):
        cell = cell.isoformat()
    return str(cell)


def on_one_line(text: str) -> str:
    """`text` without control characters and blanks around it."""
    return CONTROL.sub(" ", text).strip()


def quoted(text: str) -> str:
    """`text` so that no spreadsheet program runs it: what looks like the start of a formula gets an apostrophe.

    The rule is OWASP's for CSV injection.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
