"""What administrators set up for tickets."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.core.names import Named
from fuwutai.core.trees import Tree
from fuwutai.people.models import Team
from fuwutai.tickets.choices import Degree, ServiceClass


class Category(Named, Tree):
    """A node of the category tree (mission C2). `team` is who usually solves it; children inherit it and the class."""

    team = models.ForeignKey(
        Team, verbose_name=_("Usually solved by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    service_class = models.PositiveSmallIntegerField(
        _("Service class"), choices=ServiceClass, null=True, blank=True, default=None
    )
    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["path"]
        verbose_name_plural = "categories"


class PriorityCell(models.Model):
    """One cell of the table impact x urgency -> priority (1 is the highest)."""

    impact = models.PositiveSmallIntegerField(choices=Degree)
    urgency = models.PositiveSmallIntegerField(choices=Degree)
    priority = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["impact", "urgency"], name="priority_cell_once"),
            models.CheckConstraint(condition=models.Q(priority__range=(1, 5)), name="priority_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.impact} x {self.urgency} = P{self.priority}"


class ReturnReason(Named):
    """Why second line sends a ticket back (mission C6)."""

    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]


class ResolutionCode(Named):
    """In what way a ticket was resolved."""

    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]


def fresh_stamp() -> str:
    """A stamp that no other version of the settings has had, not even one whose transaction was rolled back."""
    return secrets.token_hex(8)


class Policy(models.Model):
    """How the desk runs. One row."""

    remind_after_days = models.PositiveSmallIntegerField(
        _("Remind of an unanswered solution after (working days)"), default=2
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("Close an unanswered solution after (working days)"), default=5
    )

    # Changes with everything that grading reads, so that processes know when to read it again.
    grading_stamp = models.CharField(max_length=16, default=fresh_stamp, editable=False)

    def __str__(self) -> str:
        return str(_("Unanswered solutions"))
