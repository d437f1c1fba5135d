"""The way back to the page that somebody came from."""

from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def place(request: HttpRequest) -> str:
    """The address, inside this site, of the page that a form was sent from; empty for what was merely opened."""
    if request.method in {"GET", "HEAD"}:
        return ""
    return inside(request, request.META.get("HTTP_REFERER", ""))


def inside(request: HttpRequest, address: str) -> str:
    """The part of `address` behind the host where it is one of ours, else nothing."""
    try:
        parts, host = urlsplit(address), request.get_host()
    except (ValueError, DisallowedHost):
        return ""
    # Only a path that can't be read as another host: `//elsewhere` can.
    if parts.netloc != host or not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
