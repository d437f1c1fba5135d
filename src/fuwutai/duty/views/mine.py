"""What somebody has before them: duties, swaps, absences, and their calendar address."""

from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.core import clock, pages, toasts, typed
from fuwutai.core.errors import Conflict, Forbidden, Invalid, Text
from fuwutai.core.forms import refuse
from fuwutai.core.htmx import go
from fuwutai.duty import calendar_file, permissions, queries, services
from fuwutai.duty.choices import SwapState
from fuwutai.duty.forms import AbsenceForm, SwapForm
from fuwutai.duty.models import Absence, Swap
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.people.permissions import Actor, myself

_MOST = 100


@staff_required
def mine(request: ActorRequest) -> HttpResponse:
    me, moment = myself(request.actor), clock.now()
    swaps = permissions.swaps(request.actor)
    asked = {swap.given_id: swap for swap in swaps.filter(asker=me, state=SwapState.ASKED)}
    context = {
        "duties": queries.duties_of(me, after=moment)[:_MOST],
        "absences": queries.absences_of(me, after=moment)[:_MOST],
        "standing_in": queries.standing_in(me, after=moment)[:_MOST],
        "to_answer": permissions.swaps_to_answer(request.actor)[:_MOST],
        "asked": asked,
        "feed": services.feed_address(me),
        "now": moment,
    }
    return pages.render(request, "duty/mine.html", context)


@staff_required
def new_absence(request: ActorRequest) -> HttpResponse:
    """One's own absence, or (`person`) that of somebody one plans for."""
    return _absence(request, Absence())


@staff_required
def absence(request: ActorRequest, pk: int) -> HttpResponse:
    return _absence(request, permissions.fetch_absence(request.actor, pk))


@require_POST
@staff_required
def remove_absence(request: ActorRequest, pk: int) -> HttpResponse:
    found = permissions.fetch_absence(request.actor, pk)
    services.remove_absence(request.actor, found)
    toasts.say(request, _("%(name)s is there after all.") % {"name": found.person})
    return go(request, _back(request))


@staff_required
def new_swap(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask a colleague to take a duty of one's own."""
    duty = permissions.fetch_duty(request.actor, pk)
    if duty.person_id != request.actor.person_id:
        raise Forbidden(_("Only duties of your own can be offered."))
    form = SwapForm(request.POST or None, duty=duty)
    if request.method == "POST" and form.is_valid():
        try:
            swap = services.ask_swap(request.actor, duty, form.offer)
        except (Conflict, Invalid) as refusal:
            refuse(form, refusal)
        else:
            toasts.say(request, _("%(name)s was asked.") % {"name": swap.asked})
            return go(request, reverse("duty:mine"))
    context = {"duty": duty, "form": form, "action": request.path}
    return pages.render(request, "duty/swap_sheet.html", context, status=422 if form.is_bound else 200)


_ANSWERS: dict[str, tuple[Callable[[Actor, Swap], Swap], Text]] = {
    "accept": (services.accept_swap, _("The duties changed hands.")),
    "decline": (services.decline_swap, _("It stays as it is; %(name)s is told.")),
    "withdraw": (services.withdraw_swap, _("You ask no longer.")),
}


@require_POST
@staff_required
def answer_swap(request: ActorRequest, pk: int) -> HttpResponse:
    """`answer` is accept, decline or withdraw."""
    swap = permissions.fetch_swap(request.actor, pk)
    service, said = _ANSWERS.get(request.POST.get("answer", ""), _ANSWERS["decline"])
    try:
        service(request.actor, swap)
    except Conflict as refusal:
        toasts.say(request, refusal.sentence, tone="bad")
    else:
        toasts.say(request, str(said) % {"name": swap.asker})
    return go(request, reverse("duty:mine"))


@require_POST
@staff_required
def renew_feed(request: ActorRequest) -> HttpResponse:
    services.renew_feed(myself(request.actor))
    toasts.say(request, _("Your calendar has a new address; the old one shows nothing any more."))
    return go(request, reverse("duty:mine"))


def feed(request: ActorRequest, key: str) -> HttpResponse:
    """The duties of a person for calendar programs, which can't sign in: whoever knows the address may read it."""
    person = services.person_of_feed(key)
    body = calendar_file.written(
        person, queries.feed_of(person, at=clock.now()), queries.stands_of(person, after=clock.now())
    )
    headers = {"Cache-Control": "private, max-age=900", "Content-Disposition": 'inline; filename="duty.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _absence(request: ActorRequest, found: Absence) -> HttpResponse:
    given = {"person": request.actor.person_id, **request.GET.dict()}
    form = AbsenceForm(request.POST or None, actor=request.actor, absence=found, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.record_absence(request.actor, form.filled)
        except (Conflict, Forbidden, Invalid) as refusal:
            refuse(form, refusal)
        else:
            toasts.say(request, _said(saved))
            return go(request, _back(request))
    context = {"form": form, "absence": found, "action": request.get_full_path()}
    return pages.render(request, "duty/absence_sheet.html", context, status=422 if form.is_bound else 200)


def _said(absence: Absence) -> Text:
    name = {"name": absence.person, "stand_in": absence.stand_in}
    if absence.stand_in is None:
        return _("%(name)s is away; nobody stands in.") % name
    if queries.stand_in_of(absence.person, absence.start) is None:
        return _("%(name)s is away. Mind: %(stand_in)s is away then, too, and nobody is left.") % name
    return _("%(name)s is away; %(stand_in)s stands in.") % name


def _back(request: ActorRequest) -> str:
    """The roster that the sheet was opened on, or one's own page."""
    team = typed.number(request.GET.get("team"))
    day = quote(request.GET.get("first", "")[:10])
    return f"{reverse('duty:week', args=[team])}?day={day}" if team else reverse("duty:mine")
