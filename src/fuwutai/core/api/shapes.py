"""What bodies and answers are made of."""

import re
from enum import Enum
from functools import partial
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Input(BaseModel):
    """A body or a part of one. A field that we do not know is refused, so that no misspelt one is silently lost."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """An answer or a part of one, read from the attributes of a record."""

    model_config = ConfigDict(from_attributes=True)


class Ref(Output):
    """A record as others name it: its id, and its name in the reader's language."""

    id: int
    name: str


# Our own names are translated when they are read; pydantic wants a plain string.
Label = Annotated[str, BeforeValidator(str)]

LARGEST = 2**62


def between(least: int, most: int) -> Any:
    """A whole number within bounds; `"5"` and `true` are none."""
    return Field(strict=True, ge=least, le=most)


def line(longest: int, *, least: int = 0) -> StringConstraints:
    """One line of text, without the blanks around it."""
    return StringConstraints(min_length=least, max_length=longest, strip_whitespace=True)


def prose(longest: int = 100_000, *, least: int = 0) -> StringConstraints:
    """Text, kept exactly as it was written."""
    return StringConstraints(min_length=least, max_length=longest)


class Exact:
    """A member of an enumeration by its exact value: pydantic alone would take `"1"` and `true` for 1."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kind = type(next(iter(source)).value)
        return core_schema.no_info_before_validator_function(partial(_exactly, kind), handler(source))


def _exactly(kind: type, value: Any) -> Any:
    if isinstance(value, Enum) or type(value) is kind:
        return value
    raise PydanticCustomError("choice", "{sentence}", {"sentence": _("Choose one of the values that are offered.")})


EXACT = Exact()

Id = Annotated[int, between(1, LARGEST)]
Ids = Annotated[list[Id], Field(max_length=500)]
Addresses = Annotated[list[Annotated[str, line(254, least=1)]], Field(max_length=20)]
Position = Annotated[int, between(0, 32_767)]
Flag = Annotated[bool, Field(strict=True)]


def _digits(value: Any) -> Any:
    if isinstance(value, str) and not (value.isascii() and value.isdecimal()):
        raise PydanticCustomError("int_type", "{sentence}", {"sentence": _("This has to be a whole number.")})
    return value


# In an address everything is text.
QueryId = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_digits)]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _moment(value: Any) -> Any:
    """Numbers would be read as seconds since 1970, years at the end of time overflow when their zone is changed."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        sentence = _("Give date, time and offset as in 2026-11-20T08:25:00+08:00.")
        raise PydanticCustomError("moment", "{sentence}", {"sentence": sentence})
    if not 1970 <= int(value[:4]) <= 2199:
        raise PydanticCustomError("moment", "{sentence}", {"sentence": _("This date can't be right.")})
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_moment)]
