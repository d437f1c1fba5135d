"""Trying other tables on past tickets before they are in force (mission K1)."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.people.permissions import Actor
from fuwutai.service_levels import subjects
from fuwutai.service_levels.choices import Subject
from fuwutai.service_levels.models import Proposal
from fuwutai.service_levels.services import proposing
from fuwutai.service_levels.subjects import Sort, Told
from fuwutai.tickets import queries
from fuwutai.tickets.choices import Degree, ServiceClass
from fuwutai.tickets.grading import tolerance
from fuwutai.tickets.models import Symptom
from fuwutai.tickets.services import configuration, grading

Cells = Mapping[tuple[int, int], int]
_PERMISSION = "tickets.configure"


def try_priorities(actor: Actor, cells: Cells, *, posted: Mapping[str, str], months: int) -> Proposal:
    """Ask what another priority table would have meant. Raises Invalid like saving it."""
    configuration.check_priorities(cells)
    tried = _named(_turned(cells, queries.priorities()))
    return proposing.try_out(actor, Subject.PRIORITIES, tried, posted=posted, months=months)


def try_tolerance(actor: Actor, cells: Cells, *, posted: Mapping[str, str], months: int) -> Proposal:
    """Ask what other tolerable waits would have meant. Raises Invalid like saving them."""
    grading.check_tolerance(cells)
    tried = _named(_turned(cells, tolerance.table()))
    return proposing.try_out(actor, Subject.TOLERANCE, tried, posted=posted, months=months)


def declare() -> None:
    """Called while the product starts: how these are told on the page of a back-test."""
    subjects.declare(Subject.PRIORITIES, Sort(_PERMISSION, gettext_lazy("Priority matrix"), _priorities_in_words))
    subjects.declare(Subject.TOLERANCE, Sort(_PERMISSION, gettext_lazy("Tolerable waiting"), _tolerance_in_words))


def _turned(cells: Cells, before: Cells) -> Cells:
    return {key: value for key, value in cells.items() if before.get(key) != value}


def _named(cells: Cells) -> dict[str, int]:
    return {f"{row}.{column}": value for (row, column), value in cells.items()}


def _priorities_in_words(proposal: Proposal) -> Told:
    def words() -> Iterable[str]:
        before = queries.priorities()
        for (impact, urgency), value in _cells(proposal).items():
            where = _("Impact %(impact)s, urgency %(urgency)s") % {
                "impact": Degree(impact).label, "urgency": Degree(urgency).label,
            }  # fmt: skip
            yield f"{where}: P{before.get((impact, urgency), '—')} → P{value}"

    return Told(_("Priority matrix"), list(words()), reverse("tickets:priorities"))


def _tolerance_in_words(proposal: Proposal) -> Told:
    def words() -> Iterable[str]:
        before, symptoms = tolerance.table(), Symptom.objects.in_bulk()
        for (symptom, number), value in _cells(proposal).items():
            where = f"{symptoms.get(symptom, '—')}, {ServiceClass(number).label}"
            yield f"{where}: {before.get((symptom, number), '—')} → {value} min"

    return Told(_("Tolerable waiting"), list(words()), reverse("tickets:tolerance"))


def _cells(proposal: Proposal) -> dict[tuple[int, int], int]:
    found = {}
    for key, value in proposal.tried.items():
        row, column = key.split(".")
        found[int(row), int(column)] = value
    return found
