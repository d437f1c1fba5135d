"""Sheets of a roster: put somebody on duty, move a duty, take it away, fill weeks from a pattern."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fuwutai.core import pages, toasts
from fuwutai.core.errors import Conflict, Invalid, Text
from fuwutai.core.forms import refuse
from fuwutai.core.htmx import go
from fuwutai.duty import permissions, queries, services
from fuwutai.duty.forms import DutyForm, RolloutForm, RosterForm
from fuwutai.duty.models import Duty, Roster
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.people.models import Team

# What the week listens to, to show itself anew.
CHANGED = "roster-changed"


@staff_required
def new(request: ActorRequest, pk: int) -> HttpResponse:
    team = permissions.fetch_team(request.actor, pk)
    permissions.must_plan(request.actor, team)
    form = DutyForm(request.POST or None, team=team, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan(request.actor, team, form.slot)
        except (Conflict, Invalid) as refusal:
            refuse(form, refusal)
        else:
            return toasts.done(_said(_("%(name)s is on duty.") % {"name": made.person}, made), CHANGED)
    return _sheet(request, team, form, None)


@staff_required
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    duty = permissions.fetch_duty(request.actor, pk)
    permissions.must_plan(request.actor, duty.team)
    form = DutyForm(request.POST or None, team=duty.team, duty=duty)
    if request.method == "POST" and form.is_valid():
        try:
            services.move(request.actor, duty, form.slot)
        except (Conflict, Invalid) as refusal:
            refuse(form, refusal)
        else:
            return toasts.done(_said(_("The duty was changed."), duty), CHANGED)
    return _sheet(request, duty.team, form, duty)


@require_POST
@staff_required
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    duty = permissions.fetch_duty(request.actor, pk)
    services.clear(request.actor, duty)
    return toasts.done(_("%(name)s is not on duty then.") % {"name": duty.person}, CHANGED)


@staff_required
def rollout(request: ActorRequest, pk: int) -> HttpResponse:
    """Fill weeks from a pattern. What it would plan is shown first; `confirmed` plans it."""
    team = permissions.fetch_team(request.actor, pk)
    permissions.must_plan(request.actor, team)
    form = RolloutForm(request.POST or None, team=team, initial=request.GET.dict())
    draft = None
    if request.method == "POST" and form.is_valid():
        wishes = form.wishes
        try:
            if "confirmed" in request.POST:
                made = services.roll_out(request.actor, team, wishes)
                said = ngettext("One duty was planned.", "%(count)d duties were planned.", len(made))
                toasts.say(request, said % {"count": len(made)})
                return go(request, f"{reverse('duty:week', args=[team.pk])}?day={wishes.first}")
            draft = services.draft(request.actor, team, wishes)
        except Invalid as refusal:
            refuse(form, refusal)
    context = {"team": team, "form": form, "draft": draft}
    status = 422 if form.errors else 200
    return pages.render(request, "duty/rollout_sheet.html", context, status=status)


@staff_required
def roster(request: ActorRequest, pk: int) -> HttpResponse:
    """The sheet that says whether the roster counts, and which hours it has to cover."""
    team = permissions.fetch_team(request.actor, pk)
    permissions.must_plan(request.actor, team)
    form = RosterForm(request.POST or None, instance=getattr(team, "roster", Roster(team=team)), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        services.save_roster(request.actor, form.instance)
        toasts.say(request, _("The roster was saved."))
        return go(request, reverse("duty:week", args=[team.pk]))
    context = {"team": team, "form": form, "action": request.path}
    return pages.render(request, "duty/roster_sheet.html", context, status=form.status)


def _sheet(request: ActorRequest, team: Team, form: DutyForm, duty: Duty | None) -> HttpResponse:
    context = {"team": team, "form": form, "duty": duty, "action": request.path}
    return pages.render(request, "duty/duty_sheet.html", context, status=form.status)


def _said(text: Text, duty: Duty) -> str:
    """What was done, with a warning where the person has something else at the same time."""
    others = queries.overlaps(duty)
    if not others:
        return str(text)
    warning = _("Mind: at the same time %(name)s is on duty for %(team)s.")
    return f"{text} {warning % {'name': duty.person, 'team': others[0].team}}"
