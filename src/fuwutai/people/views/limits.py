from datetime import timedelta

from allauth.account import app_settings
from allauth.core.internal.ratelimit import parse_rates
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fuwutai.core import clock, pages


def too_many(request: HttpRequest) -> HttpResponse:
    """Say until when whoever tried too often has to wait at most (RFC 6585, 429)."""
    rates = parse_rates(app_settings.RATE_LIMITS["login_failed"])
    seconds = int(max(rate.duration for rate in rates))
    again_at = timezone.localtime(clock.now() + timedelta(seconds=seconds)).strftime("%H:%M:%S")
    answer = pages.render(request, "people/too_many.html", {"again_at": again_at}, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer
