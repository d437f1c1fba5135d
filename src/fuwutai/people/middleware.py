from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from fuwutai.people.permissions import NOBODY, actor_of_account

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Language:
    """Answers in the language of the cookie that a reader chose, of their browser, or of the installation."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        translation.activate(translation.get_language_from_request(request))
        try:
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response
        finally:
            translation.deactivate()


class WhoAsks:
    """Puts `actor` on the request, found on first use, and answers in that person's language and zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        account = request.user
        if account.is_authenticated:
            request.actor = SimpleLazyObject(lambda: actor_of_account(account))  # type: ignore[attr-defined]
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(account.person.speaks)
            timezone.activate(ZoneInfo(account.person.lives_in))
        else:
            request.actor = NOBODY  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
