from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from fuwutai.core.api import problems
from fuwutai.people import tokens
from fuwutai.people.permissions import NOBODY, actor_of_account

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Programs:
    """Takes a call with a token straight to its operation.

    Sessions, cookies, CSRF, messages and htmx are for browsers; asking them cost more than most calls themselves.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "HTTP_AUTHORIZATION" in request.META and request.path_info.startswith("/api/"):
            return _straight(request)
        return self.get_response(request)


def _straight(request: HttpRequest) -> HttpResponseBase:
    asked_for = "HTTP_ACCEPT_LANGUAGE" in request.META
    translation.activate(translation.get_language_from_request(request))
    try:
        actor = tokens.actor_of_token(tokens.bearer(request.META["HTTP_AUTHORIZATION"]))
        request.actor = actor  # type: ignore[attr-defined]
        if actor.person:
            timezone.activate(ZoneInfo(actor.person.lives_in))
            if not asked_for:
                translation.activate(actor.person.speaks)
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Exception as error:  # noqa: BLE001 - no middleware stands between us and the server
        response = problems.answer(request, error)
    finally:
        language = translation.get_language() or ""
        translation.deactivate()
        timezone.deactivate()
    response.headers.setdefault("Content-Language", language)
    return response


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
    """Puts `actor` on the request, found on first use, and answers in that person's language, zone and colours."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        account = request.user
        if account.is_authenticated:
            request.actor = SimpleLazyObject(lambda: actor_of_account(account))  # type: ignore[attr-defined]
            request.appearance = account.appearance  # type: ignore[attr-defined]
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
                translation.activate(account.person.speaks)
                # Outside of this middleware it is over with the activated one; a failure is told there.
                request.LANGUAGE_CODE = account.person.speaks
            timezone.activate(ZoneInfo(account.person.lives_in))
        else:
            request.actor = NOBODY  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()
