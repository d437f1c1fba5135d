"""One-click answers out of a mail, without signing in.

Mail scanners open every link, so opening one never answers: the page has one button, and only that acts.
"""

from datetime import timedelta

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fuwutai.core import clock, pages
from fuwutai.core.errors import Conflict, Expired, NotFound
from fuwutai.portal import permissions
from fuwutai.portal import services as portal
from fuwutai.portal.choices import Source
from fuwutai.portal.forms import OpinionForm, StepForm
from fuwutai.portal.permissions import Answering
from fuwutai.portal.queries import progress, ratings
from fuwutai.tickets import links, queries, services
from fuwutai.tickets import permissions as tickets

# A person answers once or twice; whoever comes more often is a program that got hold of a link, or looks for one.
_RATES = {"answer": "20/5m/key", "guess": "60/5m/ip"}
_WINDOW = 5 * 60


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    try:
        answering = permissions.answering(token)
    except NotFound as refusal:
        if not _within(request, "guess", token):
            return _too_many(request)
        old = links.number_in_old(token) if isinstance(refusal, Expired) else None
        return _say(request, {"outcome": "invalid", "refusal": refusal, "old": old}, status=refusal.status)
    if request.method == "POST" and not _within(request, "answer", token):
        return _too_many(request)
    with translation.override(_language(request, answering)):
        if answering.is_over:
            return _rate(request, answering)
        if request.method == "POST":
            return _take(request, answering)
        return _ask(request, answering)


def _within(request: HttpRequest, action: str, token: str) -> bool:
    """Whether this is not one attempt too many."""
    usage = ratelimit.consume(request, app="portal", action=action, config=_RATES, key=token, limit_get=True)
    return usage is not None


def _too_many(request: HttpRequest) -> HttpResponse:
    again_at = timezone.localtime(clock.now() + timedelta(seconds=_WINDOW)).strftime("%H:%M:%S")
    response = _say(request, {"outcome": "too_many", "again_at": again_at}, status=429)
    response.headers["Retry-After"] = str(_WINDOW)
    return response


def _language(request: HttpRequest, answering: Answering) -> str:
    """The language picked on this browser, or else the one that the person is written to in."""
    person, now = answering.actor.person, translation.get_language() or ""
    return now if person is None or settings.LANGUAGE_COOKIE_NAME in request.COOKIES else person.speaks


def _ask(request: HttpRequest, answering: Answering) -> HttpResponse:
    if not answering.is_current:
        return _too_late(request, answering, status=200)
    wish = _wish(request.GET)
    return _say(request, _question(answering, wish, _form(answering, wish), _opinion(request.GET)))


def _take(request: HttpRequest, answering: Answering) -> HttpResponse:
    if not answering.is_current:
        return _too_late(request, answering, status=409)
    wish = _wish(request.POST)
    form, opinion = _form(answering, wish, request), OpinionForm(request.POST)
    rates = wish == "confirm" and bool(request.POST.get("stars"))
    if not form.is_valid() or (rates and not opinion.is_valid()):
        return _say(request, _question(answering, wish, form, opinion), status=422)
    values = dict(form.cleaned_data)
    uploads, number = values.pop("files"), answering.ticket.pk
    try:
        if wish == "confirm":
            portal.confirm(answering.actor, number, values, opinion.opinion(Source.MAIL) if rates else None)
        else:
            services.act(answering.actor, number, wish, values, uploads=uploads)
    except Conflict:
        # Somebody answered between the page and the click.
        return _too_late(request, answering, status=409)
    answering.ticket.refresh_from_db()
    return _done(request, answering, wish)


def _wish(values: QueryDict) -> str:
    return "reject" if values.get("wish") == "reject" else "confirm"


def _form(answering: Answering, wish: str, request: HttpRequest | None = None) -> StepForm:
    verb = tickets.verb_of(answering.ticket, wish)
    if request is None:
        return StepForm(verb, answering.ticket, answering.actor)
    return StepForm(verb, answering.ticket, answering.actor, request.POST, files=request.FILES)


def _opinion(values: QueryDict) -> OpinionForm:
    """The stars of the link, filled in but not yet said."""
    return OpinionForm(initial={"stars": values.get("stars", "")})


def _question(answering: Answering, wish: str, form: StepForm, opinion: OpinionForm) -> dict[str, object]:
    asked = {"outcome": "", "wish": wish, "ticket": answering.ticket, "form": form, "opinion": opinion}
    # The mail may have been passed on; whoever opens it must see in whose name they answer.
    return {**asked, "answers_for": answering.actor.name}


def _rate(request: HttpRequest, answering: Answering) -> HttpResponse:
    """The solution is accepted already: the same click again does no harm, and it can still be rated."""
    if request.method != "POST":
        return _done(request, answering, "over", _opinion(request.GET))
    if _wish(request.POST) == "reject":
        return _too_late(request, answering, status=409)
    if not request.POST.get("stars"):
        return _done(request, answering, "over")
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _done(request, answering, "over", form, status=422)
    try:
        portal.rate(answering.actor, answering.ticket.pk, form.opinion(Source.MAIL))
    except Conflict:
        return _too_late(request, answering, status=409)
    return _done(request, answering, "rated")


def _done(
    request: HttpRequest, answering: Answering, outcome: str, opinion: OpinionForm | None = None, *, status: int = 200
) -> HttpResponse:
    rating, ticket = ratings.of_cycle(answering.ticket), answering.ticket
    told = {
        "outcome": outcome, "ticket": ticket, "rating": rating, "opinion": opinion or OpinionForm(),
        "may_rate": permissions.may_rate(answering.actor, ticket),
    }  # fmt: skip
    return _say(request, told, status=status)


def _too_late(request: HttpRequest, answering: Answering, *, status: int) -> HttpResponse:
    ticket = answering.ticket
    ticket.refresh_from_db()
    now = progress.of(ticket, policy=queries.policy())
    return _say(request, {"outcome": "too_late", "ticket": ticket, "progress": now}, status=status)


def _say(request: HttpRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    return pages.render(request, "portal/answer.html", context, status=status)
