"""Lists in pages. A page begins after the last row of the one before, so nothing is counted, skipped or shown twice."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from fuwutai.core.api.shapes import LARGEST, Output
from fuwutai.core.errors import Invalid

Row = TypeVar("Row")


class Page(Output, Generic[Row]):
    """Some rows, and the address of the next page; null when there is no more."""

    items: list[Row]
    next: str | None = None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        return f"{params[0].__name__}Page"


class Paging(BaseModel):
    limit: int = Field(default=50, ge=1, le=200, description="How many rows at most.")
    cursor: str = Field(default="", max_length=500, description="Where to go on, taken from `next`.")


def page(request: HttpRequest, rows: QuerySet[Any], paging: Paging, *, by: Sequence[str]) -> dict[str, Any]:
    """One page of `rows` in the order of the fields `by` (`-` is descending), whose last must be unique."""
    place = place_of(rows.model, paging, by=by)
    if place:
        rows = rows.filter(_after(rows.model, by, place))
    return page_of(request, list(rows.order_by(*by)[: paging.limit + 1]), paging, by=by)


def place_of(model: type[Model], paging: Paging, *, by: Sequence[str]) -> list[Any] | None:
    """The fields `by` of the row after which the page begins; None for the first page."""
    return _read(model, by, paging.cursor) if paging.cursor else None


def page_of(request: HttpRequest, found: Sequence[Any], paging: Paging, *, by: Sequence[str]) -> dict[str, Any]:
    """A page of rows that were found otherwise: one more than the page shows, where there are so many."""
    shown = found[: paging.limit]
    following = address(request, _write(shown[-1], by)) if len(found) > paging.limit else None
    return {"items": shown, "next": following}


def _after(model: type[Model], by: Sequence[str], values: Sequence[Any]) -> Q:
    """Everything that comes after the row with `values`: equal in the first fields, beyond in the one that follows."""
    condition, equal = Q(pk__in=[]), Q()
    for key, value in zip(by, values, strict=True):
        name = key.lstrip("-")
        beyond = "lt" if key.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{beyond}": value})
        equal &= Q(**{name: value})
    return condition


def _write(row: Model, by: Sequence[str]) -> str:
    values = [getattr(row, key.lstrip("-")) for key in by]
    return base64.urlsafe_b64encode(orjson.dumps(values, default=str)).decode().rstrip("=")


def _read(model: type[Model], by: Sequence[str], cursor: str) -> list[Any]:
    sentence = _("This cursor is not one of ours; take it from “next” as it is.")
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        pairs = list(zip(by, values, strict=True))
        return [_value(model, key.lstrip("-"), value) for key, value in pairs]
    except (binascii.Error, UnicodeError, ValueError, TypeError, ValidationError):
        raise Invalid.at("cursor", sentence) from None


def _value(model: type[Model], name: str, raw: Any) -> Any:
    if isinstance(raw, float | bool) or (isinstance(raw, int) and abs(raw) > LARGEST) or raw is None:
        raise ValueError(raw)
    if isinstance(raw, str) and "\x00" in raw:
        raise ValueError(raw)
    return model._meta.get_field(name).to_python(raw)  # type: ignore[union-attr]


def address(request: HttpRequest, cursor: str) -> str:
    """Where the list goes on after `cursor`."""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"
