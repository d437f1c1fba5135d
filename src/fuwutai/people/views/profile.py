"""What everybody sets for themselves: language, time zone, tokens for programs."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fuwutai.core import pages, toasts
from fuwutai.people import services
from fuwutai.people.doors import ActorRequest
from fuwutai.people.forms_own import LOOKS, OwnForm, TokenForm
from fuwutai.people.permissions import fetch_token, myself, own_tokens
from fuwutai.people.services.preferences import set_appearance, set_preferences
from fuwutai.people.tokens import forget

# Lists of rows and shortcuts are in the workspace alone.
_LOOKS_IN_PORTAL = ("theme",)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: ActorRequest) -> HttpResponse:
    me = myself(request.actor)
    form = OwnForm(me, request.POST or None, looks=LOOKS if request.actor.is_staff else _LOOKS_IN_PORTAL)
    if request.method == "POST" and form.is_valid():
        set_preferences(me, language=form.cleaned_data["language"], time_zone=form.cleaned_data["time_zone"])
        set_appearance(me, form.looks)
        toasts.say(request, _("Saved."))
        answer = redirect("people:profile")
        # A language picked in the head of a page is only for that browser; this choice is for the person.
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return answer
    return pages.render(request, "people/profile.html", {"form": form, "me": me}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tokens(request: ActorRequest) -> HttpResponse:
    """The tokens; after a new one its secret, this once."""
    me = myself(request.actor)
    form = TokenForm(request.actor, request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        _token, secret = services.issue_token(
            me, name=values["name"], scope=values["scope"], expires_at=form.expires_at()
        )
        form = TokenForm(request.actor)
    status = 422 if form.is_bound else 200
    context = {"form": form, "tokens": own_tokens(request.actor), "secret": secret}
    answer = pages.render(request, "people/tokens.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def end_token(request: ActorRequest, pk: int) -> HttpResponse:
    token = fetch_token(request.actor, pk)
    services.revoke_token(token)
    forget()
    toasts.say(request, _("The token “%(name)s” works no longer.") % {"name": token.name})
    return redirect("people:tokens")
