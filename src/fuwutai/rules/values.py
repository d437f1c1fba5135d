"""The values of conditions as somebody sent them: understood, or refused in words."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _

from fuwutai.core import texts
from fuwutai.core.api.shapes import LARGEST
from fuwutai.rules.catalogue import Field
from fuwutai.rules.choices import Takes

MOST_VALUES = 100
MOST_TEXTS = 20
LONGEST_TEXT = 100
LARGEST_NUMBER = 2**31 - 1
_SPAN = re.compile(r"[1-9][0-9]{0,3}[mhdw]", re.ASCII)
_SHORTEST_MOMENT = 16


class Wrong(Exception):
    """A sentence about a value that can't be taken."""


def understood(field: Field, takes: Takes, value: Any) -> Any:
    """The value as queries and tests want it. Raises Wrong."""
    return _READ[takes](field, value)


def plain(takes: Takes, value: Any) -> Any:
    """The value as it is kept and sent: what `understood` makes the same of again."""
    if takes is Takes.MOMENT:
        return value.isoformat()
    if isinstance(value, tuple):
        return [getattr(each, "value", each) for each in value]
    return value


def _nothing(_field: Field, value: Any) -> None:
    if value not in (None, ""):
        raise Wrong(_("Nothing is compared here: leave out the value."))


def _choices(field: Field, value: Any) -> tuple[Any, ...]:
    labels = field.labels
    found = {}
    for each in _several(value, most=MOST_VALUES):
        if not isinstance(each, str | int) or isinstance(each, bool) or str(each) not in labels:
            raise Wrong(_("“%(value)s” is none of the values of this field.") % {"value": _shown(each)})
        found[str(each)] = getattr(labels[str(each)][0], "value", labels[str(each)][0])
    return tuple(found.values())


def _rows(_field: Field, value: Any) -> tuple[int, ...]:
    found = []
    for each in _several(value, most=MOST_VALUES):
        number = int(each) if isinstance(each, str) and each.isascii() and each.isdecimal() and len(each) < 19 else each
        if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= LARGEST:
            raise Wrong(_("Records are named by their ids; “%(value)s” is none.") % {"value": _shown(each)})
        found.append(number)
    return tuple(dict.fromkeys(found))


def _texts(_field: Field, value: Any) -> tuple[str, ...]:
    found = []
    for each in _several(value or [""], most=MOST_TEXTS):
        text = each.strip() if isinstance(each, str) else ""
        if not text:
            raise Wrong(_("Give one or more texts, none of them empty."))
        if len(text) > LONGEST_TEXT:
            raise Wrong(_("A text may have %(most)d characters at most.") % {"most": LONGEST_TEXT})
        if texts.storable(text) != text or len(text.splitlines()) > 1:
            raise Wrong(_("A text is one line, without control characters."))
        found.append(text)
    return tuple(dict.fromkeys(found))


def _number(_field: Field, value: Any) -> int:
    number = (
        int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 11 else value
    )
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LARGEST_NUMBER:
        raise Wrong(_("Give a whole number from 0 to %(most)d.") % {"most": LARGEST_NUMBER})
    return number


def _flag(_field: Field, value: Any) -> bool:
    found = {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise Wrong(_("This is yes or no: give true or false."))
    return found


def _moment(_field: Field, value: Any) -> Any:
    try:
        found = parse_datetime(value) if isinstance(value, str) and len(value) >= _SHORTEST_MOMENT else None
    except ValueError:
        found = None
    if found is None or not is_aware(found) or not 1970 <= found.year <= 2199:
        raise Wrong(_("Give date, time and offset as in 2026-11-20T08:25:00+08:00."))
    return found


def _span(_field: Field, value: Any) -> str:
    if not isinstance(value, str) or not _SPAN.fullmatch(value):
        raise Wrong(_("Give a length of time as in 30m, 12h, 7d or 2w."))
    return value


def _several(value: Any, *, most: int) -> list[Any]:
    found = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    if not found:
        raise Wrong(_("Choose at least one value."))
    if len(found) > most:
        raise Wrong(_("At most %(most)d values fit into one row.") % {"most": most})
    return list(found)


def _shown(value: Any) -> str:
    return str(value)[:40]


_READ: dict[Takes, Callable[[Field, Any], Any]] = {
    Takes.NOTHING: _nothing,
    Takes.CHOICES: _choices,
    Takes.ROWS: _rows,
    Takes.TEXTS: _texts,
    Takes.NUMBER: _number,
    Takes.FLAG: _flag,
    Takes.MOMENT: _moment,
    Takes.SPAN: _span,
}
