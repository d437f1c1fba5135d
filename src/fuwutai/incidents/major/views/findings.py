"""What will be made better, by whom and until when."""

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from fuwutai.core.errors import Conflict, Invalid
from fuwutai.core.forms import refuse
from fuwutai.incidents.major import forms, permissions
from fuwutai.incidents.major.services import reviewing
from fuwutai.incidents.major.views.sheets import Sheet, done, draw
from fuwutai.people.doors import ActorRequest, staff_required

_ADD = Sheet(
    _("Add a finding"), _("Add"), _("The finding was added."), forms.FindingForm,
    lambda actor, number, values: reviewing.find(actor, number, **values), lead=_("Whoever sees to it is told."),
)  # fmt: skip
_SETTLE = Sheet(
    _("Finding"), _("Save"), _("The finding was saved."), forms.SettleForm,
    lambda actor, pk, values: reviewing.settle(actor, pk, **values),
)  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: ActorRequest, number: int) -> HttpResponseBase:
    room = permissions.fetch(request.actor, number)
    permissions.must_manage(request.actor, room)
    form = forms.FindingForm(request.POST if request.method == "POST" else None, actor=request.actor)
    here = reverse("major:find", args=[room.ticket_id])
    if request.method != "POST" or not form.is_valid():
        return draw(request, room, form, sheet=_ADD, here=here, status=422 if form.is_bound else 200)
    try:
        _ADD.do(request.actor, room.ticket_id, form.cleaned_data)
    except (Invalid, Conflict) as refusal:
        refuse(form, refusal)
        return draw(request, room, form, sheet=_ADD, here=here, status=refusal.status)
    return done(request, room, _ADD.said)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: ActorRequest, pk: int) -> HttpResponseBase:
    finding = permissions.fetch_finding(request.actor, pk)
    permissions.must_settle(request.actor, finding)
    start = {"state": finding.state, "result": finding.result}
    data = request.POST if request.method == "POST" else None
    form = forms.SettleForm(data, actor=request.actor, initial=start)
    if request.method != "POST" or not form.is_valid():
        here = reverse("major:finding", args=[finding.pk])
        return draw(request, finding.major, form, sheet=_SETTLE, here=here, status=422 if form.is_bound else 200)
    _SETTLE.do(request.actor, finding.pk, form.cleaned_data)
    return done(request, finding.major, _SETTLE.said)
