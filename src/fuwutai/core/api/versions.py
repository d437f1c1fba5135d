"""Optimistic locking: whoever changes a record says which version of it they looked at."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid

View = TypeVar("View", bound=Callable[..., Any])

HEADER = "If-Match"
# Tickets count their versions, settings are told apart by what stands in them.
COUNTED = "[1-9][0-9]{0,8}"
PRINTED = "[0-9a-f]{16}"


def pattern(tag: str) -> str:
    """How a header that names such a tag looks; `*` is any version."""
    return f'^(\\*|(W/)?"{tag}")$'


def versioned(tag: str) -> Callable[[View], View]:
    """Say of an operation that it heeds If-Match, and how its tags look."""

    def mark_view(view: View) -> View:
        view.takes_version = tag  # type: ignore[attr-defined]
        return view

    return mark_view


def expected(request: HttpRequest, tag: str) -> str:
    """The tag that the caller looked at, empty when any will do. Raises Invalid for what is none."""
    raw = request.headers.get(HEADER, "*")
    if not re.fullmatch(pattern(tag), raw, re.ASCII):
        raise Invalid.at(HEADER, _("Give the version as it came in the header ETag."))
    return raw.removeprefix("W/").strip('"').replace("*", "")


def mark(response: HttpResponse, tag: int | str) -> None:
    """Tell the version that an answer shows."""
    response.headers["ETag"] = f'"{tag}"'
