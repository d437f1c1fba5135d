"""How tests ask for pages and pieces of pages."""

import html
import re
from typing import TYPE_CHECKING, Any

from django.test import Client

if TYPE_CHECKING:
    # The stubs have a name of their own for what the test client answers.
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer
else:
    from django.http import HttpResponse as Answer

__all__ = ["Answer", "get_from", "in_english", "post_from", "text_of"]
HOST = "http://testserver"


def text_of(response: Answer) -> str:
    """What a person reads: without markup, with single spaces."""
    words = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", words)).split())


def in_english(client: Client) -> Client:
    """Let the pages speak English, so that a test reads what it expects."""
    client.cookies["django_language"] = "en"
    return client


def post_from(client: Client, page: str, address: str, data: dict[str, Any] | None = None) -> Answer:
    """Post as htmx does from a dialog or button of `page`."""
    return client.post(address, data or {}, headers=_headers(page))


def get_from(client: Client, page: str, address: str, data: dict[str, Any] | None = None) -> Answer:
    """Ask for a dialog as htmx does from `page`."""
    return client.get(address, data or {}, headers=_headers(page))


def _headers(page: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": "dialog", "HX-Current-URL": HOST + page}
