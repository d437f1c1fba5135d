"""What administrators set up for classes and tolerable waiting. Every process reads it anew after each change."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.configuration.tables import cell_name
from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.rules import catalogue
from fuwutai.tickets.choices import ServiceClass
from fuwutai.tickets.grading import rulebook
from fuwutai.tickets.models import GradeRule, MajorCondition, Symptom, ToleranceCell
from fuwutai.tickets.models.grading import LONGEST_WAIT

_PERMISSION = "tickets.configure"
# What follows from the class can't decide about it.
_FOLLOWS = {"grade", "priority"}
_STEP = 10

Listed = TypeVar("Listed", MajorCondition, Symptom)


def save_rule(actor: Actor, rule: GradeRule) -> GradeRule:
    """Save a rule of the class; a new one stands behind the others.

    Raises Invalid where two would stand at one place, or where conditions read what follows from the class.
    """
    actor.must(_PERMISSION, within=EVERYWHERE)
    _check_conditions(actor, rule)
    with transaction.atomic():
        _give_place(rule)
        saved = changes.save(actor, rule)
        rulebook.turn()
    return saved


def _check_conditions(actor: Actor, rule: GradeRule) -> None:
    fields = catalogue.get("tickets")
    if fields is None:
        return
    rule.check_conditions(actor, fields)
    if any(each.field.key in _FOLLOWS for each in rule.conditions(fields).rules):
        raise Invalid.at(
            "conditions_json", _("Class and priority follow from these rules, so no rule can look at them.")
        )


def _give_place(rule: GradeRule) -> None:
    others = GradeRule.objects.exclude(pk=rule.pk)
    is_usual = rule.position == GradeRule._meta.get_field("position").default
    if not rule.pk and is_usual:
        rule.position = (others.aggregate(last=Max("position"))["last"] or 0) + _STEP
    here = others.filter(position=rule.position, active=True).first()
    if here and rule.active:
        sentence = _("“%(name)s” stands at position %(position)d already; choose another.")
        raise Invalid.at("position", sentence % {"name": here.name, "position": rule.position})


def save_listed(actor: Actor, record: Listed) -> Listed:
    """Save a symptom or a condition of a major incident."""
    actor.must(_PERMISSION, within=EVERYWHERE)
    with transaction.atomic():
        saved = changes.save(actor, record)
        rulebook.turn()
    return saved


def set_tolerance(actor: Actor, cells: Mapping[tuple[int, int], int]) -> int:
    """Let (symptom, service class) bear so many minutes of waiting; returns how many cells changed.

    Raises Invalid, naming the cells, for what is no cell or no time.
    """
    actor.must(_PERMISSION, within=EVERYWHERE)
    check_tolerance(cells)
    with transaction.atomic():
        before = {(cell.symptom_id, cell.service_class): cell.minutes for cell in ToleranceCell.objects.all()}
        turned = {key: value for key, value in cells.items() if before.get(key) != value}
        for (symptom, number), minutes in turned.items():
            ToleranceCell.objects.update_or_create(
                symptom_id=symptom, service_class=number, defaults={"minutes": minutes}
            )  # fmt: skip
        told = {f"{key[0]}.{key[1]}": (before.get(key), value) for key, value in turned.items()}
        changes.note_table(actor, "tickets.tolerance", told)
        if turned:
            rulebook.turn()
    return len(turned)


def check_tolerance(cells: Mapping[tuple[int, int], int]) -> None:
    """Raise Invalid, naming the cells, for what is no cell or no time."""
    symptoms = set(Symptom.objects.values_list("pk", flat=True))
    wrong = [key for key, value in cells.items() if not 1 <= value <= LONGEST_WAIT]
    if wrong:
        sentence = _("A tolerable wait is 1 to %(most)d minutes.") % {"most": LONGEST_WAIT}
        raise Invalid(sentence, fields={cell_name(*key): [sentence] for key in wrong})
    if any(symptom not in symptoms or number not in ServiceClass for symptom, number in cells):
        raise Invalid(_("There is no such cell."))
