"""How a field is compared: once as a query, once on a record at hand. Both must always say the same.

Where nothing stands, nothing is equal, contained or earlier: a condition that denies holds there, any other does not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from fuwutai.core import clock, letters
from fuwutai.core.texts import LazyText
from fuwutai.rules.catalogue import Field
from fuwutai.rules.choices import Kind, Takes

Test = Callable[[Any], bool]
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True)
class Operator:
    """`label` stands between field and value in the editor, `sentence` is the whole condition in words."""

    key: str
    label: LazyText
    sentence: LazyText
    takes: Takes
    query: Callable[[Field, Any], Q]
    test: Callable[[Field, Any], Test]


def _on(lookup: str) -> Callable[[Field, Any], Q]:
    return lambda field, value: Q(**{field.place + lookup: value})


def _one_of(field: Field, values: tuple[Any, ...]) -> Q:
    found = Q(**{f"{field.place}__in": list(values)})
    return field.narrow(values) & found if field.narrow else found


def _none_of(field: Field, values: tuple[Any, ...]) -> Q:
    found = ~Q(**{f"{field.place}__in": list(values)})
    if not field.narrow:
        return found
    others = [value for text, (value, _label) in field.labels.items() if text not in {str(each) for each in values}]
    return field.narrow(others) & found


def _at_least(field: Field, value: int) -> Q:
    found = Q(**{f"{field.place}__gte": value})
    return field.narrow([value]) & found if field.narrow else found


def _within(field: Field, values: tuple[int, ...]) -> Q:
    """In one of the nodes or below. The nodes are found first, not the path of each record."""
    if field.rows is None:
        raise TypeError(f"{field.key} has no rows")
    below = Q(pk__in=[])
    for value in values:
        below |= Q(path__contains=f"/{value}/")
    nodes = field.rows.model._default_manager.filter(below).order_by().values("pk")
    return Q(**{f"{field.place}__in": nodes})


def _is_within(_field: Field, values: tuple[int, ...]) -> Test:
    parts = [f"/{value}/" for value in values]
    return lambda path: path is not None and any(part in path for part in parts)


def _matching(before: str, after: str) -> tuple[Callable[[Field, Any], Q], Callable[[Field, Any], Test]]:
    def expression(values: tuple[str, ...]) -> str:
        return before + "|".join(letters.pattern(value) for value in values) + after

    def test(_field: Field, values: tuple[str, ...]) -> Test:
        search = re.compile(expression(values)).search
        return lambda text: search(text or "") is not None

    return lambda field, values: Q(**{f"{field.place}__regex": expression(values)}), test


def _denied(query: Callable[[Field, Any], Q]) -> Callable[[Field, Any], Q]:
    return lambda field, value: ~query(field, value)


def _not(test: Callable[[Field, Any], Test]) -> Callable[[Field, Any], Test]:
    def denied(field: Field, value: Any) -> Test:
        holds = test(field, value)
        return lambda found: not holds(found)

    return denied


def _compared(compare: Callable[[Any, Any], bool]) -> Callable[[Field, Any], Test]:
    return lambda _field, value: lambda found: found is not None and compare(found, value)


def _is_one_of(_field: Field, values: tuple[Any, ...]) -> Test:
    known = frozenset(values)
    return lambda found: found in known


def _is_empty(field: Field, _value: Any) -> Q:
    return Q(**{field.place: ""}) if _holds_text(field) else Q(**{f"{field.place}__isnull": True})


def _holds_text(field: Field) -> bool:
    return field.kind is Kind.TEXT or (
        field.kind is Kind.CHOICE and all(isinstance(value, str) for value, _label in field.choices())
    )


def _nothing_there(_field: Field, _value: Any) -> Test:
    return lambda found: found is None or found == ""


def _last(field: Field, span: str) -> Q:
    return Q(**{f"{field.place}__gt": clock.now() - length(span), f"{field.place}__lte": clock.now()})


def _next(field: Field, span: str) -> Q:
    return Q(**{f"{field.place}__gt": clock.now(), f"{field.place}__lte": clock.now() + length(span)})


def _longer_ago(field: Field, span: str) -> Q:
    return Q(**{f"{field.place}__lte": clock.now() - length(span)})


def length(span: str) -> timedelta:
    """How long `7d` is."""
    return int(span[:-1]) * UNITS[span[-1]]


_CONTAINS = _matching("(?:", ")")
_BEGINS = _matching(r"\A(?:", ")")
_EQUALS = _matching(r"\A(?:", r")\Z")

_IS = pgettext_lazy("condition", "is")
_IS_NOT = pgettext_lazy("condition", "is not")
_FIELD_IS = pgettext_lazy("condition", "%(field)s is %(value)s")
_FIELD_IS_NOT = pgettext_lazy("condition", "%(field)s is not %(value)s")

_EMPTY = Operator(
    "empty", pgettext_lazy("condition", "is empty"), pgettext_lazy("condition", "%(field)s is empty"),
    Takes.NOTHING, _is_empty, _nothing_there,
)  # fmt: skip
_FILLED = Operator(
    "filled", pgettext_lazy("condition", "is not empty"), pgettext_lazy("condition", "%(field)s is not empty"),
    Takes.NOTHING, _denied(_is_empty), _not(_nothing_there),
)  # fmt: skip

_OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.CHOICE: (
        Operator("in", _IS, _FIELD_IS, Takes.CHOICES, _one_of, _is_one_of),
        Operator("not_in", _IS_NOT, _FIELD_IS_NOT, Takes.CHOICES, _none_of, _not(_is_one_of)),
    ),
    Kind.ROW: (
        Operator("in", _IS, _FIELD_IS, Takes.ROWS, _one_of, _is_one_of),
        Operator("not_in", _IS_NOT, _FIELD_IS_NOT, Takes.ROWS, _none_of, _not(_is_one_of)),
    ),
    Kind.TREE: (
        Operator(
            "within", pgettext_lazy("condition", "is in or below"),
            pgettext_lazy("condition", "%(field)s is in or below %(value)s"), Takes.ROWS, _within, _is_within,
        ),
        Operator(
            "not_within", pgettext_lazy("condition", "is not in or below"),
            pgettext_lazy("condition", "%(field)s is not in or below %(value)s"),
            Takes.ROWS, _denied(_within), _not(_is_within),
        ),
    ),
    Kind.TEXT: (
        Operator(
            "contains", pgettext_lazy("condition", "contains"),
            pgettext_lazy("condition", "%(field)s contains %(value)s"), Takes.TEXTS, *_CONTAINS,
        ),
        Operator(
            "lacks", pgettext_lazy("condition", "does not contain"),
            pgettext_lazy("condition", "%(field)s does not contain %(value)s"),
            Takes.TEXTS, _denied(_CONTAINS[0]), _not(_CONTAINS[1]),
        ),
        Operator(
            "begins", pgettext_lazy("condition", "begins with"),
            pgettext_lazy("condition", "%(field)s begins with %(value)s"), Takes.TEXTS, *_BEGINS,
        ),
        Operator("is", _IS, _FIELD_IS, Takes.TEXTS, *_EQUALS),
    ),
    Kind.NUMBER: (
        Operator("is", _IS, _FIELD_IS, Takes.NUMBER, _on(""), _compared(lambda found, value: found == value)),
        Operator(
            "at_least", pgettext_lazy("condition", "is at least"),
            pgettext_lazy("condition", "%(field)s is at least %(value)s"),
            Takes.NUMBER, _at_least, _compared(lambda found, value: found >= value),
        ),
        Operator(
            "at_most", pgettext_lazy("condition", "is at most"),
            pgettext_lazy("condition", "%(field)s is at most %(value)s"),
            Takes.NUMBER, _on("__lte"), _compared(lambda found, value: found <= value),
        ),
    ),
    Kind.FLAG: (Operator("is", _IS, _FIELD_IS, Takes.FLAG, _on(""), _compared(lambda found, value: found == value)),),
    Kind.MOMENT: (
        Operator(
            "last", pgettext_lazy("condition", "is within the last"),
            pgettext_lazy("condition", "%(field)s is within the last %(value)s"), Takes.SPAN, _last,
            _compared(lambda found, span: clock.now() - length(span) < found <= clock.now()),
        ),
        Operator(
            "longer_ago", pgettext_lazy("condition", "is longer ago than"),
            pgettext_lazy("condition", "%(field)s is longer ago than %(value)s"), Takes.SPAN, _longer_ago,
            _compared(lambda found, span: found <= clock.now() - length(span)),
        ),
        Operator(
            "next", pgettext_lazy("condition", "is within the next"),
            pgettext_lazy("condition", "%(field)s is within the next %(value)s"), Takes.SPAN, _next,
            _compared(lambda found, span: clock.now() < found <= clock.now() + length(span)),
        ),
        Operator(
            "before", pgettext_lazy("condition", "is before"),
            pgettext_lazy("condition", "%(field)s is before %(value)s"),
            Takes.MOMENT, _on("__lt"), _compared(lambda found, value: found < value),
        ),
        Operator(
            "after", pgettext_lazy("condition", "is not before"),
            pgettext_lazy("condition", "%(field)s is not before %(value)s"),
            Takes.MOMENT, _on("__gte"), _compared(lambda found, value: found >= value),
        ),
    ),
}  # fmt: skip


def of(field: Field) -> dict[str, Operator]:
    """The operators that make sense for a field, by key, the usual one first."""
    empty = (_EMPTY, _FILLED) if field.can_be_empty else ()
    return {operator.key: operator for operator in (*_OPERATORS[field.kind], *empty)}
