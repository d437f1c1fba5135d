"""Optimistic locking: whoever changes a record says which version of it they looked at."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid

View = TypeVar("View", bound=Callable[..., Any])

HEADER = "If-Match"
_TAG = re.compile(r'(?:W/)?"?([1-9][0-9]{0,8})"?', re.ASCII)


def versioned(view: View) -> View:
    """Say of an operation that it heeds If-Match."""
    view.takes_version = True  # type: ignore[attr-defined]
    return view


def expected(request: HttpRequest, sent: int | None) -> int | None:
    """The version that the caller looked at, from the body or the header If-Match; None takes any."""
    raw = request.headers.get(HEADER, "*").strip()
    if sent is not None or raw == "*":
        return sent
    match = _TAG.fullmatch(raw)
    if match is None:
        sentence = _("Give the version as it came in the header ETag.")
        raise Invalid(sentence, fields={HEADER: [sentence]})
    return int(match[1])


def tag(request: HttpRequest) -> str:
    """The ETag that the caller looked at, without quotes; empty when any will do."""
    raw = request.headers.get(HEADER, "*").strip()
    return "" if raw == "*" else raw.removeprefix("W/").strip('"')


def mark(response: HttpResponse, version: int) -> None:
    """Tell the version that an answer shows."""
    response.headers["ETag"] = f'"{version}"'
