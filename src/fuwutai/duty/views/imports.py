"""A roster out of a file: every row is shown before anything is planned."""

from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fuwutai.core import clock, pages, toasts
from fuwutai.core.errors import Invalid, Refusal
from fuwutai.core.htmx import go
from fuwutai.duty import importing, permissions, queries, services
from fuwutai.duty.models import Shift
from fuwutai.duty.services import Slot
from fuwutai.people.doors import ActorRequest, staff_required
from fuwutai.people.models import Person, Team

_SALT = "duty.import"
_KEPT_SECONDS = 3600


@staff_required
def new(request: ActorRequest, pk: int) -> HttpResponse:
    """Upload, look, plan. What was read travels through the page, signed, so nothing is kept that nobody plans."""
    team = permissions.fetch_team(request.actor, pk)
    permissions.must_plan(request.actor, team)
    refusal, found = None, None
    if request.method == "POST":
        try:
            if "read" in request.POST:
                return _plan(request, team)
            found = _read(request, team)
        except Refusal as error:
            refusal = error
    shifts = Shift.objects.filter(active=True)
    context = {"team": team, "found": found, "refusal": refusal, "shifts": shifts, "signed": _signed(team, found)}
    return pages.render(request, "duty/import.html", context, status=refusal.status if refusal else 200)


def _read(request: ActorRequest, team: Team) -> importing.Read:
    file = request.FILES.get("file")
    if file is None:
        raise Invalid.at("file", _("Choose a file first."))
    zone = queries.zone_of(team)
    return importing.read(file.file or file, team, year=clock.now().astimezone(zone).year, zone=zone)


def _plan(request: ActorRequest, team: Team) -> HttpResponse:
    made = services.plan_all(request.actor, team, _slots(team, request.POST["read"]))
    said = ngettext("One duty was planned.", "%(count)d duties were planned.", len(made))
    toasts.say(request, said % {"count": len(made)})
    first = min((duty.start for duty in made), default=clock.now()).astimezone(queries.zone_of(team))
    return go(request, f"{reverse('duty:week', args=[team.pk])}?day={first.date()}")


def _signed(team: Team, found: importing.Read | None) -> str:
    if found is None:
        return ""
    rows = [
        [slot.person.pk, slot.start.isoformat(), slot.end.isoformat(), slot.shift.pk if slot.shift else None]
        for slot in found.slots
    ]
    return signing.dumps([team.pk, rows], salt=_SALT, compress=True)


def _slots(team: Team, signed: str) -> list[Slot]:
    gone = Invalid(_("This was read too long ago. Upload the file again."))
    try:
        number, rows = signing.loads(signed, salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        raise gone from None
    if number != team.pk:
        raise gone
    persons = team.members.in_bulk({row[0] for row in rows})
    shifts = Shift.objects.in_bulk({row[3] for row in rows if row[3]})
    return [_slot(row, persons, shifts) for row in rows if row[0] in persons]


def _slot(row: list[Any], persons: dict[int, Person], shifts: dict[int, Shift]) -> Slot:
    start, end = datetime.fromisoformat(row[1]), datetime.fromisoformat(row[2])
    return Slot(persons[row[0]], start, end, shifts.get(row[3]))
