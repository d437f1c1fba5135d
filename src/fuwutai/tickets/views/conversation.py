"""The composer below the story: a public reply or an internal note, and what is to follow it."""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fuwutai.core import htmx, marks, pages, toasts, typed
from fuwutai.core.errors import Conflict, Forbidden, Invalid
from fuwutai.core.forms import refuse
from fuwutai.core.texts import storable
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import fields, permissions, receivers, repeats, services
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import actions, dialogs, story, ticket
from fuwutai.tickets.pages.actions import Following
from fuwutai.tickets.pages.dialogs import Message
from fuwutai.tickets.pages.story import Item
from fuwutai.tickets.services import Step
from fuwutai.tickets.views import answers, verbs


@staff_required
@require_POST
def write(request: ActorRequest, number: int) -> HttpResponseBase:
    """Send what stands in the composer, and carry out the verb that is to follow it: both or neither.

    What the requester said meanwhile must be seen before a reply goes out, or the ticket is moved on.
    """
    found = permissions.fetch_for_work(request.actor, number)
    verb = permissions.verb_of(found, "note" if request.POST.get("mode") == "note" else "reply")
    form = dialogs.filled(verb, found, request.actor, request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, found, error=next(str(errors[0]) for errors in form.errors.values()))
    try:
        then = _wanted(request, found)
    except (Conflict, Forbidden, Invalid) as refusal:
        return _refused(request, found, error=str(refusal), status=refusal.status)
    message = _step(verb, form)
    news = _said_meanwhile(request, found, message) if verb.public or then else []
    if news:
        return _refused(request, found, news=news, status=Conflict.status)
    return _send_and(request, found, message, then) if then else _send(request, found, message)


@staff_required
@require_POST
def preview(request: ActorRequest, number: int) -> HttpResponseBase:
    """What stands in the composer as it will be shown; the script puts the pictures in, which are not sent yet."""
    found = permissions.fetch_for_work(request.actor, number)
    text = request.POST.get("text", "")[: fields.LONGEST_TEXT]
    pointed_at = dialogs.persons(request.POST.getlist("mentions"))
    shown = marks.as_html(storable(text), mentions=[person.name for person in pointed_at])
    return pages.render(request, "tickets/preview.html", {"ticket": found, "shown": shown})


def _wanted(request: ActorRequest, found: Ticket) -> Following | None:
    """The verb that is to follow. Raises Invalid, Forbidden or Conflict where it can't."""
    name = request.POST.get("then", "")
    if not name:
        return None
    then = actions.following(found, name)
    permissions.must(request.actor, then.verb, found)
    # Files go with the message, which takes all of them.
    return replace(then, verb=replace(then.verb, takes_files=False))


def _step(verb: Verb, form: VerbForm) -> Step:
    values = dict(form.cleaned_data)
    return Step(verb.key, values, uploads=values.pop("files", []))


def _send(request: ActorRequest, found: Ticket, message: Step) -> HttpResponse:
    try:
        with transaction.atomic():
            # One that is still on its way from the same page comes first.
            done = permissions.fetch(request.actor, found.pk, lock=True)
            if not repeats.is_there(request.actor, done, message, since=_seen(request)):
                done = services.act_in_turn(request.actor, found.pk, [message])
    except (Conflict, Invalid) as refusal:
        return _refused(request, found, error=str(refusal), status=refusal.status)
    return _sent(request, done, _said(message, done))


def _send_and(request: ActorRequest, found: Ticket, message: Step, then: Following) -> HttpResponse:
    """Send it together with the verb, or show the sheet of the verb, where it asks for what is not filled in yet."""
    actor, is_sheet = request.actor, "version" in request.POST
    if then.asks and not is_sheet:
        given = request.GET.copy()
        given.update(then.given)
        return _ask(request, found, then, dialogs.empty(then.verb, found, actor, given))
    answers_ = request.POST.copy()
    answers_.update(then.given)
    form = dialogs.filled(then.verb, found, actor, answers_, None)
    if not form.is_valid():
        return _ask(request, found, then, form)
    try:
        steps = [message, _step(then.verb, form)]
        done = services.act_in_turn(actor, found.pk, steps, version=typed.number(request.POST.get("version")))
    except Invalid as refusal:
        if not is_sheet:
            return _refused(request, found, error=str(refusal))
        refuse(form, refusal)
        return _ask(request, found, then, form)
    except Conflict as refusal:
        fresh = permissions.fetch_for_work(actor, found.pk)
        if not is_sheet:
            return _refused(request, fresh, error=str(refusal), status=refusal.status)
        return _ask(request, fresh, then, form, stale=str(refusal))
    if not permissions.visible(actor).filter(pk=done.pk).exists():
        return answers.changed(request, then.verb, done)
    what = answers.what_was_done(actor, done)
    return _sent(request, done, _("%(said)s %(then)s") % {"said": _said(message, done), "then": what})


def _ask(request: ActorRequest, found: Ticket, then: Following, form: VerbForm, *, stale: str = "") -> HttpResponse:
    """The sheet of the verb, with the message in it; the composer keeps it as well, and its files."""
    news = verbs.news(request, found) if stale else []
    message = Message(
        url=reverse("tickets:write", args=[found.pk]), draft=found.pk, mode=request.POST.get("mode", "reply"),
        text=request.POST.get("text", ""), then=then.name,
        rest=[(name, value) for name in _REST for value in request.POST.getlist(name)],
    )  # fmt: skip
    dialog = replace(dialogs.of(then.verb, found, form, stale=stale, news=news), message=message)
    # Nothing was sent yet: the draft of the composer stays.
    response = verbs.show(request, dialog, status=Conflict.status if stale else Invalid.status)
    if request.htmx:
        htmx.into(response, "#dialog", swap="innerHTML")
    return response


# Who gets it, whom it points at, and how its text is meant.
_REST = ("to", "copied", "mentions", "format")


def _seen(request: ActorRequest) -> int | None:
    return typed.number(request.POST.get("seen"))


def _said_meanwhile(request: ActorRequest, found: Ticket, message: Step) -> list[Item]:
    """What others said, and what the writer did in the same words but not quite the same: that is not sent unasked."""
    seen = _seen(request)
    items = story.said_since(request.actor, found, seen) if seen is not None else []
    again: set[int] = set()
    if request.POST.get("then") or not repeats.is_there(request.actor, found, message, since=seen):
        again = {entry.seq for entry in repeats.in_the_same_words(request.actor, found, message, since=seen)}
    return [item for item in items if item.number != request.actor.person_id or item.seq in again]


def _refused(
    request: ActorRequest, found: Ticket, *, error: str = "", news: list[Item] | None = None, status: int = 422
) -> HttpResponse:
    """The composer with what was written, in its place, wherever it was sent from."""
    written: dict[str, Any] = {
        "mode": request.POST.get("mode", "reply"),
        "text": request.POST.get("text", ""),
        "receivers": [*request.POST.getlist("to"), *request.POST.getlist("copied")],
        "mentions": dialogs.persons(request.POST.getlist("mentions")),
    }
    context = {"page": ticket.of(request.actor, found), "written": written, "error": error, "news": news or []}
    template = "tickets/_composer.html" if request.htmx else "tickets/ticket.html"
    response = pages.render(request, template, context, status=status)
    if _is_from_sheet(request):
        htmx.into(response, "#composer-place", swap="outerHTML")
        response.headers["HX-Trigger"] = "dialog-close"
    return response


def _is_from_sheet(request: ActorRequest) -> bool:
    return bool(request.htmx) and "version" in request.POST


def _said(message: Step, done: Ticket) -> str:
    if message.verb == "note":
        return _("The note was saved.")
    to, copied = message.values.get("to"), message.values.get("copied")
    if to is not None and not copied and not receivers.answers(done, [person.pk for person in to]):
        return _("The reply stands in the portal. Whoever asked was not told, so it does not count as an answer.")
    return _("The reply was sent.")


def _sent(request: ActorRequest, done: Ticket, said: str) -> HttpResponse:
    """An empty composer in the place of the one that was sent, and the story with the new entry.

    It stays a note after a note: what is written next never goes to the requester unawares.
    """
    if not request.htmx:
        toasts.say(request, said)
        return redirect(f"{reverse('tickets:detail', args=[done.pk])}#composer")
    template = "tickets/sent.html" if answers.is_on_its_page(request, done) else "tickets/_composer.html"
    written: dict[str, object] = {
        "mode": request.POST.get("mode", "reply"),
        "text": "",
        "receivers": None,
        "mentions": [],
    }
    response = pages.render(request, template, {**answers.fragments(request, done), "written": written})
    if _is_from_sheet(request):
        htmx.into(response, "#composer-place", swap="outerHTML")
    response.headers["HX-Trigger"] = answers.told(said)
    return response
