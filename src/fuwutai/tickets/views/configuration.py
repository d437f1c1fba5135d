"""Settings of tickets: categories, reasons, codes, the priority matrix, how long to wait."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fuwutai.core import pages, toasts
from fuwutai.core.configuration import changes
from fuwutai.core.configuration import queries as traces
from fuwutai.core.configuration.settings import Column, Setting, Sheet, Words
from fuwutai.core.htmx import go
from fuwutai.core.trees import Row
from fuwutai.people.doors import ActorRequest, permission_required
from fuwutai.people.models import Team
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.tickets import queries
from fuwutai.tickets.choices import Degree
from fuwutai.tickets.forms import CategoryForm, PolicyForm, ResolutionCodeForm, ReturnReasonForm
from fuwutai.tickets.models import Category, ResolutionCode, ReturnReason
from fuwutai.tickets.services import configuration as services

_PERMISSION = "tickets.configure"
_NAMES = ("name_zh_hans", "name_zh_hant", "name_en")


def _categories(_actor: Actor) -> QuerySet[Category]:
    return Category.objects.select_related("team", "parent")


def _return_reasons(_actor: Actor) -> QuerySet[ReturnReason]:
    return ReturnReason.objects.all()


def _resolution_codes(_actor: Actor) -> QuerySet[ResolutionCode]:
    return ResolutionCode.objects.all()


def _team(row: Row) -> tuple[Team, bool] | None:
    """The team, and whether it is the category's own or that of the nearest one above."""
    if row.record.team_id:
        return row.record.team, True
    return next(((above.team, False) for above in reversed(row.above) if above.team_id), None)


CATEGORIES = Setting(
    name="categories",
    permission=_PERMISSION,
    everywhere=True,
    icon="category",
    words=Words(
        title=_("Categories"),
        lead=_("What tickets are about, and who usually solves it."),
        new=_("New category"),
        empty=_("Start with five to ten broad ones, like network or printing; divide them when one grows."),
        search=_("Name"),
    ),
    form=CategoryForm,
    rows=_categories,
    save=services.save_category,
    search=_NAMES,
    columns=(Column(_("Usually solved by"), _team, kind="inherited"),),
)

RETURN_REASONS = Setting(
    name="return-reasons",
    permission=_PERMISSION,
    everywhere=True,
    icon="arrow-back-up",
    words=Words(
        title=_("Return reasons"),
        lead=_("Why second line sends a ticket back. One must be chosen each time."),
        new=_("New reason"),
        empty=_("Write down the three most common ones first."),
    ),
    form=ReturnReasonForm,
    rows=_return_reasons,
    save=services.save_return_reason,
)

RESOLUTION_CODES = Setting(
    name="resolution-codes",
    permission=_PERMISSION,
    everywhere=True,
    icon="circle-check",
    words=Words(
        title=_("Resolution codes"),
        lead=_("In what way a ticket was resolved. Reports count by them."),
        new=_("New code"),
        empty=_("Fixed, workaround, user was guided: start with what your report shall tell apart."),
    ),
    form=ResolutionCodeForm,
    rows=_resolution_codes,
    save=services.save_resolution_code,
)

POLICY = Sheet(
    name="policy",
    permission=_PERMISSION,
    title=_("Unanswered solutions"),
    lead=_("What happens to a resolved ticket that its requester neither confirms nor rejects."),
    form=PolicyForm,
    row=queries.policy,
    save=services.save_policy,
)


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix: what it gives now, and what this reader chose."""

    impact: Degree
    urgency: Degree
    now: int
    chosen: int


@permission_required(_PERMISSION)
def priority_matrix(request: ActorRequest) -> HttpResponse:
    """Impact x urgency gives the priority (mission C2); saved as a whole."""
    request.actor.must(_PERMISSION, within=EVERYWHERE)
    table = queries.priorities()
    seen = changes.fingerprint_of(sorted([*key, value] for key, value in table.items()))
    stale = request.method == "POST" and request.POST.get("seen") != seen
    chosen = _chosen(request, table)
    if request.method == "POST" and not stale:
        number = services.set_priorities(request.actor, chosen)
        said = ngettext("One cell was changed.", "%(count)d cells were changed.", number) % {"count": number}
        toasts.say(request, said if number else _("Nothing was changed."))
        return go(request, request.path)
    context = {
        "degrees": list(Degree),
        "cells": {(i, u): Cell(i, u, table.get((i, u), 0), chosen.get((i, u), 0)) for i in Degree for u in Degree},
        "priorities": services.PRIORITIES,
        "seen": seen,
        "stale": changes.CHANGED_MEANWHILE if stale else "",
        "history": traces.of_table("tickets.priorities")[:5],
    }
    return pages.render(request, "tickets/configuration/priorities.html", context, status=409 if stale else 200)


def _chosen(request: ActorRequest, table: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    found = dict(table)
    for impact in Degree:
        for urgency in Degree:
            text = request.POST.get(f"cell-{impact.value}-{urgency.value}", "")
            if text.isdecimal() and len(text) < 3:
                found[impact.value, urgency.value] = int(text)
    return found
