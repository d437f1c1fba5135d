"""Texts: the type of those that are translated when they are read, and what no database keeps of the others."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    # The stubs know lazy texts as something that a form takes for a string; at run time they are promises.
    from django.utils.functional import _StrPromise as LazyText
else:
    from django.utils.functional import Promise as LazyText

__all__ = ["LazyText", "storable"]

Value = TypeVar("Value")

# PostgreSQL stores no NUL; halves of surrogate pairs are no characters and can't be written as UTF-8 at all.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Value) -> Value:
    """`value` with what a database can't store taken out of its texts, within mappings, lists and dataclasses too.

    Forms and the API refuse such texts; this is for what programs hand over: a mail, a channel, an import. It is done
    before anything is written, so that what an entry says and the digest over it agree in every database.
    """
    stored: Any = _storable(value)
    return stored  # type: ignore[no-any-return]


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value if isinstance(value, Enum) else _UNSTORABLE.sub("", value)
    if isinstance(value, Mapping):
        return {storable(name): storable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(storable(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: storable(getattr(value, field.name)) for field in fields(value)})
    return value
