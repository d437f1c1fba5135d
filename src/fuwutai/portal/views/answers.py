"""One-click answers out of a mail, without signing in.

Mail scanners open every link, so opening one never answers: the page has one button, and only that acts.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fuwutai.core import pages
from fuwutai.core.errors import Conflict, NotFound
from fuwutai.portal import permissions
from fuwutai.portal.forms import StepForm
from fuwutai.portal.permissions import Answering
from fuwutai.portal.queries import progress
from fuwutai.tickets import permissions as tickets
from fuwutai.tickets import queries, services

_VERBS = {"confirm": "confirm", "reject": "reject"}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    try:
        answering = permissions.answering(token)
    except NotFound as refusal:
        return _say(request, {"outcome": "invalid", "refusal": refusal}, status=404)
    with translation.override(_language(request, answering)):
        if request.method == "POST":
            return _take(request, answering)
        return _ask(request, answering)


def _language(request: HttpRequest, answering: Answering) -> str:
    """The language picked on this browser, or else the one that the person is written to in."""
    person, now = answering.actor.person, translation.get_language() or ""
    return now if person is None or settings.LANGUAGE_COOKIE_NAME in request.COOKIES else person.speaks


def _ask(request: HttpRequest, answering: Answering) -> HttpResponse:
    if not answering.is_current:
        return _too_late(request, answering, status=200)
    wish = _VERBS.get(request.GET.get("wish", ""), "confirm")
    return _say(request, _question(answering, wish, form=_form(answering, wish)))


def _take(request: HttpRequest, answering: Answering) -> HttpResponse:
    if not answering.is_current:
        return _too_late(request, answering, status=409)
    wish = _VERBS.get(request.POST.get("wish", ""), "confirm")
    form = _form(answering, wish, request)
    if not form.is_valid():
        return _say(request, _question(answering, wish, form=form), status=422)
    values = dict(form.cleaned_data)
    try:
        services.act(answering.actor, answering.ticket.pk, wish, values, uploads=values.pop("files"))
    except Conflict:
        # Somebody answered between the page and the click.
        return _too_late(request, answering, status=409)
    return _say(request, {"outcome": wish, "ticket": answering.ticket})


def _form(answering: Answering, wish: str, request: HttpRequest | None = None) -> StepForm:
    verb = tickets.verb_of(answering.ticket, wish)
    if request is None:
        return StepForm(verb, answering.ticket, answering.actor)
    return StepForm(verb, answering.ticket, answering.actor, request.POST, files=request.FILES)


def _question(answering: Answering, wish: str, *, form: StepForm) -> dict[str, object]:
    return {"outcome": "", "wish": wish, "ticket": answering.ticket, "form": form}


def _too_late(request: HttpRequest, answering: Answering, *, status: int) -> HttpResponse:
    ticket = answering.ticket
    ticket.refresh_from_db()
    now = progress.of(ticket, policy=queries.policy())
    return _say(request, {"outcome": "too_late", "ticket": ticket, "progress": now}, status=status)


def _say(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    return pages.render(request, "portal/answer.html", context, status=status)
