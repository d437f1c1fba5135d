"""The verbs of the lifecycle: each has a dialog, and is carried out by a POST to the same address."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from fuwutai.core import htmx, pages, typed
from fuwutai.core.errors import Conflict, Invalid, NotFound
from fuwutai.core.forms import refuse
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.tickets import permissions, services
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.pages import dialogs, story
from fuwutai.tickets.pages.dialogs import Dialog
from fuwutai.tickets.pages.story import Item
from fuwutai.tickets.views import answers


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ActorRequest, number: int, noun: str) -> HttpResponseBase:
    """The dialog of a verb, or the verb itself."""
    ticket = permissions.fetch_for_work(request.actor, number)
    verb = permissions.verb_of(ticket, noun)
    if request.method == "POST" and permissions.may(request.actor, verb, ticket):
        return _carry_out(request, verb, ticket)
    form = dialogs.empty(verb, ticket, request.actor, request.GET)
    try:
        permissions.must(request.actor, verb, ticket)
    except Conflict as refusal:
        last = story.since(request.actor, ticket, ticket.timeline_length - 1)
        return _stale(request, dialogs.of(verb, ticket, form, stale=str(refusal), news=last))
    return show(request, dialogs.of(verb, ticket, form))


def _carry_out(request: ActorRequest, verb: Verb, ticket: Ticket) -> HttpResponse:
    form = dialogs.filled(verb, ticket, request.actor, request.POST, request.FILES)
    if not form.is_valid():
        return show(request, dialogs.of(verb, ticket, form), status=422)
    values = dict(form.cleaned_data)
    uploads = values.pop("files", [])
    version = typed.number(request.POST.get("version"))
    try:
        done = services.act(request.actor, ticket.pk, verb.key, values, version=version, uploads=uploads)
    except Invalid as refusal:
        refuse(form, refusal)
        return show(request, dialogs.of(verb, ticket, form), status=422)
    except Conflict as refusal:
        fresh = permissions.fetch_for_work(request.actor, ticket.pk)
        return _stale(request, dialogs.of(verb, fresh, form, stale=str(refusal), news=news(request, fresh)))
    return answers.changed(request, verb, done)


def _stale(request: ActorRequest, dialog: Dialog) -> HttpResponse:
    """The same dialog with everything that was written, what happened in the meantime, and the page as it is now."""
    response = show(request, dialog, status=Conflict.status)
    if request.htmx and answers.is_on_its_page(request, dialog.ticket):
        response.write(answers.news(request, dialog.ticket))
    response.headers["HX-Trigger"] = answers.CHANGED
    return response


def news(request: ActorRequest, ticket: Ticket) -> list[Item]:
    seen = typed.number(request.POST.get("seen"))
    return story.since(request.actor, ticket, seen) if seen is not None else []


def show(request: ActorRequest, dialog: Dialog, *, status: int = 200) -> HttpResponse:
    block = "sheet" if htmx.wants_fragment(request) else ""
    context = {"dialog": dialog, "is_here": answers.is_on_its_page(request, dialog.ticket)}
    return pages.render(request, "tickets/act.html", context, block=block, status=status)


@staff_required
def members(request: ActorRequest, number: int, noun: str) -> HttpResponseBase:
    """Whom a group could give it to; the dialog asks when another group is chosen."""
    ticket = permissions.fetch_for_work(request.actor, number)
    verb = permissions.verb_of(ticket, noun)
    permissions.must(request.actor, verb, ticket)
    form = VerbForm(verb, ticket, request.actor, request.GET)
    dialog = dialogs.of(verb, ticket, form)
    question = next((each for each in dialog.questions if each.bound.name == "assignee"), None)
    if question is None:
        raise NotFound(_("This action is not given to anybody."))
    return pages.render(request, "tickets/act.html", {"dialog": dialog, "question": question}, block="members")


@staff_required
def effect(request: ActorRequest, number: int) -> HttpResponseBase:
    """The priority that impact and urgency would give; the dialog asks whenever one of them is changed."""
    ticket = permissions.fetch_for_work(request.actor, number)
    verb = permissions.verb_of(ticket, "prioritise")
    permissions.must(request.actor, verb, ticket)
    dialog = dialogs.of(verb, ticket, VerbForm(verb, ticket, request.actor, request.GET))
    return pages.render(request, "tickets/act.html", {"dialog": dialog}, block="effect")
