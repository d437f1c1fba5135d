"""Optimistic locking: whoever changes a record says which version of it they looked at."""

import re

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid

HEADER = "If-Match"
_TAG = re.compile(r'(?:W/)?"?([1-9][0-9]{0,8})"?', re.ASCII)


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


def mark(response: HttpResponse, version: int) -> None:
    """Tell the version that an answer shows."""
    response.headers["ETag"] = f'"{version}"'
