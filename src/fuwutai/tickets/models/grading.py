"""What settles the class of a ticket and how long it may wait (mission C3, C4)."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.core.names import Named
from fuwutai.rules.models import Conditional
from fuwutai.tickets.choices import Grade, Occasion, ServiceClass

LONGEST_WAIT = 60 * 24 * 7


class MajorCondition(Named):
    """One of the listed conditions under which an incident is major, chosen by whoever takes it in."""

    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]


class GradeRule(Named, Conditional):
    """When a ticket gets a class above normal. The highest class of all rules that hold wins, then the first of them.

    `times` within `days` belong to the occasion REPEATS. Conditions narrow every occasion.
    """

    grade = models.CharField(
        _("Class"), max_length=8, choices=[choice for choice in Grade.choices if choice[0] != Grade.NORMAL],
        default=Grade.URGENT,
    )  # fmt: skip
    occasion = models.CharField(_("When"), max_length=8, choices=Occasion, default=Occasion.ALWAYS)
    times = models.PositiveSmallIntegerField(
        _("Times"), default=3, validators=[MinValueValidator(2), MaxValueValidator(20)]
    )
    days = models.PositiveSmallIntegerField(
        _("Within days"), default=7, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]


class Symptom(Named):
    """How a failure shows itself to the requester."""

    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]


class ToleranceCell(models.Model):
    """One cell of the table symptom x service class -> minutes that somebody can be left waiting."""

    symptom = models.ForeignKey(Symptom, on_delete=models.CASCADE, related_name="cells")
    service_class = models.PositiveSmallIntegerField(choices=ServiceClass)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["symptom", "service_class"], name="tolerance_cell_once"),
            models.CheckConstraint(condition=models.Q(minutes__range=(1, LONGEST_WAIT)), name="tolerance_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.symptom} x {self.service_class} = {self.minutes} min"
