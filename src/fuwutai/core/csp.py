"""What a page of ours may load: only what we serve ourselves, and no inline script or style."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'{live}; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class ContentSecurityPolicy:
    """Adds the policy to every answer that does not carry a stricter one of its own (attachments do)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        live = urlsplit(settings.LIVE_URL)
        # Open pages are told what changed by another server, which stands on a port of its own.
        self._policy = POLICY.format(live=f" {live.scheme}://{live.netloc}" if live.netloc else "")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self._policy)
        return response
