"""Taking down a call, somebody at the counter, or a paper form."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fuwutai.core import pages, toasts
from fuwutai.core.errors import Forbidden, Invalid
from fuwutai.core.forms import refuse
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.queries import search_persons
from fuwutai.tickets.choices import Then
from fuwutai.tickets.forms_intake import NEW, IntakeForm, recognised
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import dialogs, intake
from fuwutai.tickets.services.intake import take_down

_log = permission_required("tickets.log")
# Where the form asks for what the service refuses under another name.
_ASKED_AS = {"addresses": "new_email"}


@_log
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActorRequest) -> HttpResponseBase:
    if request.method != "POST":
        return _show(request, IntakeForm(request.actor, initial=_given(request)))
    form = IntakeForm(request.actor, _answers(request), files=request.FILES)
    ticket = _take_down(request, form) if form.is_valid() else None
    if ticket is None:
        return _show(request, form, status=422)
    toasts.say(request, _("Taken down as number %(number)s.") % {"number": ticket.pk})
    if "another" in request.POST:
        return redirect(f"{reverse('tickets:new')}?channel={ticket.channel}")
    return redirect("tickets:detail", number=ticket.pk)


def _answers(request: ActorRequest) -> QueryDict:
    """What was sent; a dispatch without a group goes to whoever usually solves the category."""
    answers = request.POST.copy()
    if answers.get("then") == Then.DISPATCH and not answers.get("team"):
        usual = intake.effect(None, None, answers.get("category")).usual_team
        answers["team"] = str(usual.pk) if usual else ""
    return answers


def _take_down(request: ActorRequest, form: IntakeForm) -> Ticket | None:
    try:
        return take_down(request.actor, form.report(), form.outcome(), addresses=form.addresses)
    except Invalid as refusal:
        refusal.fields = {_ASKED_AS.get(name, name): sentences for name, sentences in refusal.fields.items()}
        refuse(form, refusal)
    except Forbidden as refusal:
        # What they may not do is one of its outcomes; what was written must not be lost with it.
        refuse(form, refusal)
    return None


def _given(request: ActorRequest) -> dict[str, str]:
    names = ("channel", "person", "title", "form_number")
    return {name: request.GET[name][:250] for name in names if request.GET.get(name)}


def _show(request: ActorRequest, form: IntakeForm, *, status: int = 200) -> HttpResponse:
    asked = {name: form[name].value() for name in ("person", "impact", "urgency", "category", "team")}
    words = form.data.get("person_words", "") or request.GET.get("person_words", "")
    dialogs.offer_members(form.fields["assignee"], asked["team"])
    context = {
        "form": form,
        "category_shown": intake.path_of(asked["category"]),
        "effect": intake.effect(asked["impact"], asked["urgency"], asked["category"]),
        **_caller(request, str(asked["person"] or ""), words),
    }
    return pages.render(request, "tickets/intake/new.html", context, status=status)


def _caller(request: ActorRequest, chosen: str, words: str) -> dict[str, Any]:
    person = None if chosen == NEW else recognised(request.actor, chosen, words)
    return {
        "who": intake.caller(request.actor, person) if person else None,
        "is_new": chosen == NEW,
        "words": words.strip()[:120],
        "by_itself": person is not None and not chosen,
    }


@_log
@require_safe
def callers(request: ActorRequest) -> HttpResponseBase:
    """Whom the typed number or name fits, and the offer to enter somebody new."""
    words = request.GET.get("person_words", "").strip()[:120]
    context = {"persons": search_persons(request.actor, words, most=7), "words": words, "new": NEW}
    return pages.render(request, "tickets/intake/callers.html", context)


@_log
@require_safe
def caller(request: ActorRequest) -> HttpResponseBase:
    """Who it is, once chosen or recognised: the card in the conversation and what stands beside it."""
    asked = {name: request.GET.get(name, "")[:250] for name in ("person", "person_words")}
    form = IntakeForm(request.actor, initial=_new_person(asked["person_words"]))
    context = {"form": form, **_caller(request, asked["person"], asked["person_words"])}
    return pages.render(request, "tickets/intake/caller.html", context)


def _new_person(words: str) -> dict[str, str]:
    """What was typed is a number or a name, and must not be typed twice."""
    digits = sum(letter.isdigit() for letter in words)
    return {"new_email" if "@" in words else "new_phone" if digits * 2 > len(words) else "new_name": words.strip()}


@_log
@require_safe
def effect(request: ActorRequest) -> HttpResponseBase:
    """The priority, and who usually solves it, as impact, urgency and category stand now."""
    asked = request.GET
    context = {"effect": intake.effect(asked.get("impact"), asked.get("urgency"), asked.get("category"))}
    return pages.render(request, "tickets/intake/effect.html", context)


@_log
@require_safe
def categories(request: ActorRequest) -> HttpResponseBase:
    context = {"nodes": intake.found_categories(request.GET.get("category_words", "")[:100])}
    return pages.render(request, "tickets/intake/categories.html", context)


@_log
@require_safe
def members(request: ActorRequest) -> HttpResponseBase:
    """Whom the chosen group could give it to."""
    form = IntakeForm(request.actor)
    dialogs.offer_members(form.fields["assignee"], request.GET.get("team"))
    return pages.render(request, "tickets/intake/members.html", {"bound": form["assignee"]})
