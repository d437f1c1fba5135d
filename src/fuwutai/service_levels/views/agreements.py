"""Agreements: the ordered list, the form, and what would come of a change before it is in force."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fuwutai.calendars import queries as calendars
from fuwutai.core import navigation, pages, toasts, typed
from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.htmx import go
from fuwutai.people.doors import ActorRequest, permission_required, staff_required
from fuwutai.people.permissions import EVERYWHERE
from fuwutai.service_levels import agreements as shown
from fuwutai.service_levels import back_tests, drafts, durations, permissions
from fuwutai.service_levels.choices import AgreementKind, Metric, Progress, Purpose, Reach
from fuwutai.service_levels.forms.agreements import AgreementForm
from fuwutai.service_levels.models import Agreement, Proposal
from fuwutai.service_levels.permissions import CONFIGURE
from fuwutai.service_levels.services import proposing

_may_configure = permission_required(CONFIGURE)
_USUAL_MONTHS = 3


@_may_configure
def agreements(request: ActorRequest) -> HttpResponse:
    """The agreements of one kind in their order, or those out of use."""
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    kind = request.GET.get("kind", "")
    kind = kind if kind in AgreementKind.values else AgreementKind.SLA
    resting = request.GET.get("active") == "no"
    context = {
        "kind": AgreementKind(kind),
        "kinds": shown.kinds(),
        "rows": shown.rows(shown.of_kind(kind, resting=resting)),
        "resting": resting,
        "resting_count": len(shown.of_kind(kind, resting=True)),
        "moving": Proposal.objects.filter(progress=Progress.MOVING).first(),
    }
    return pages.render(request, "service_levels/agreements/list.html", context)


@_may_configure
def new_agreement(request: ActorRequest) -> HttpResponse:
    request.actor.must(CONFIGURE, within=EVERYWHERE)
    usual = calendars.default_version()
    made = Agreement(calendar=usual.calendar if usual else None)
    kind = request.GET.get("kind", "")
    made.kind = kind if kind in AgreementKind.values else AgreementKind.SLA
    return _edited(request, made)


@_may_configure
def agreement(request: ActorRequest, pk: int) -> HttpResponse:
    return _edited(request, permissions.fetch_agreement(request.actor, pk))


def _edited(request: ActorRequest, record: Agreement) -> HttpResponse:
    form = AgreementForm(request.POST or None, instance=record, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        tests = request.POST.get("then") == Purpose.BACK_TEST
        months = typed.number(request.POST.get("months", "")) or _USUAL_MONTHS
        try:
            made = proposing.propose(
                request.actor, proposing.edited(form.instance, form.values),
                purpose=Purpose.BACK_TEST if tests else Purpose.PREVIEW, months=months,
            )  # fmt: skip
            return go(request, reverse("service_levels:proposal", args=[made.pk]))
        except (Conflict, Invalid) as refusal:
            form.refuse(refusal)
    context = {
        "form": form, "record": record, "metrics": list(Metric),
        "day": durations.shown(durations.day_of(record.calendar if record.calendar_id else None), day=10**9),
        "doubts": shown.rows([record])[0].doubts if record.pk and not form.is_bound else [],
    }  # fmt: skip
    return pages.render(request, "service_levels/agreements/form.html", context, status=form.status)


@require_POST
@_may_configure
def use(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask what comes of putting it out of use, or into use again."""
    record = permissions.fetch_agreement(request.actor, pk)
    return _asked(request, {record.pk: {"active": request.POST.get("active") != "no"}})


@require_POST
@_may_configure
def order(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask what comes of moving it by one place."""
    record = permissions.fetch_agreement(request.actor, pk)
    step = -1 if request.POST.get("step") == "up" else 1
    return _asked(request, drafts.ordered(record.kind, record.pk, step=step))


def _asked(request: ActorRequest, proposed: dict[int, dict[str, Any]]) -> HttpResponse:
    if not proposed:
        return go(request, reverse("service_levels:agreements"))
    try:
        made = proposing.propose(request.actor, proposed, purpose=Purpose.PREVIEW)
    except Invalid as refusal:
        toasts.say(request, str(refusal), tone="bad")
        return go(request, reverse("service_levels:agreement", args=[next(iter(proposed))]))
    return go(request, reverse("service_levels:proposal", args=[made.pk]))


@staff_required
def proposal(request: ActorRequest, pk: int) -> HttpResponse:
    """How far it is, then what would come of it, or how far the clocks have moved."""
    found = permissions.fetch_proposal(request.actor, pk)
    if request.htmx and request.htmx.target == "progress":
        if not found.is_busy:
            return go(request, request.path)
        return pages.render(request, "service_levels/agreements/proposal.html", {"proposal": found}, block="progress")
    if found.is_test:
        test = back_tests.shown(request.actor, found)
        navigation.belong(request, test.told.page)
        context: dict[str, Any] = {"proposal": found, "shown": test}
        return pages.render(request, "service_levels/agreements/back_test.html", context)
    navigation.belong(request, reverse("service_levels:agreements"))
    context = {"proposal": found, "shown": shown.weighed(request.actor, found)}
    return pages.render(request, "service_levels/agreements/proposal.html", context)


@require_POST
@_may_configure
def put_in_force(request: ActorRequest, pk: int) -> HttpResponse:
    found = permissions.fetch_proposal(request.actor, pk)
    reach = Reach.NEW if request.POST.get("reach") == Reach.NEW else Reach.OPEN
    proposing.put_in_force(request.actor, found, reach=reach)
    toasts.say(request, _("The agreements are in force."))
    return go(request, reverse("service_levels:proposal" if reach == Reach.OPEN else "service_levels:agreements",
                               args=[pk] if reach == Reach.OPEN else []))  # fmt: skip


@require_POST
@_may_configure
def preview(request: ActorRequest, pk: int) -> HttpResponse:
    """After a back-test: what the same change would do to open tickets."""
    found = permissions.fetch_proposal(request.actor, pk)
    return _asked(request, found.changes)
