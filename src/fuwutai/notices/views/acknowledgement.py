"""Acknowledging what one was told: in the bell, and by the link in a mail or message.

Mail scanners open every link, so opening one never acknowledges: the page has one button, and only that does.
"""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from fuwutai.core import htmx, pages, toasts
from fuwutai.core.errors import Expired, NotFound
from fuwutai.notices import links, permissions, services, words
from fuwutai.notices.permissions import Acknowledging
from fuwutai.people.doors import ActorRequest, staff_required


@staff_required
@require_POST
def acknowledge(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    services.acknowledge(request.actor, permissions.fetch(request.actor, pk))
    toasts.say(request, _("Acknowledged. Nobody is told of it again."))
    return htmx.go(request, reverse("notices:list"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = permissions.acknowledging(token)
    except NotFound as refusal:
        old = links.notice_in_old(token) if isinstance(refusal, Expired) else None
        return _say(request, {"outcome": "invalid", "refusal": refusal, "old": old}, status=refusal.status)
    with translation.override(_language(request, found)):
        told = {"notice": words.of(found.notice, language=translation.get_language() or "")}
        if found.notice.acknowledged_at:
            return _say(request, {"outcome": "done_before", **told})
        if request.method == "POST":
            services.acknowledge(found.actor, found.notice)
            return _say(request, {"outcome": "done", **told})
        return _say(request, {"outcome": "", **told})


def _language(request: HttpRequest, found: Acknowledging) -> str:
    """The language picked on this browser, or else the one that the person is written to in."""
    person, now = found.notice.receiver, translation.get_language() or ""
    return now if settings.LANGUAGE_COOKIE_NAME in request.COOKIES else person.speaks


def _say(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    return pages.render(request, "notices/acknowledgement.html", context, status=status)
