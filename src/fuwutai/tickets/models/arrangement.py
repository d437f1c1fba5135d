"""How lists are shown, and how each person likes those that everybody has."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.people.models import Person
from fuwutai.tickets.choices import Density, Layout, Order, PlainList


class Arrangement(models.Model):
    """How a list is shown. What is empty is as usual."""

    layout = models.CharField(_("Shown as"), max_length=8, choices=Layout, blank=True, default="")
    order = models.CharField(_("Order"), max_length=8, choices=Order, blank=True, default="")
    # Names with commas between; empty means the usual ones.
    columns = models.CharField(_("Columns"), max_length=200, blank=True, default="")
    density = models.CharField(_("Height of the rows"), max_length=8, choices=Density, blank=True, default="")

    class Meta:
        abstract = True


class Habit(Arrangement):
    """How one person likes one of the lists that everybody has."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="habits", db_index=False)
    list = models.CharField(max_length=8, choices=PlainList)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "list"], name="habit_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.list}"
