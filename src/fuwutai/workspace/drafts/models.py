from typing import ClassVar

from django.db import models

from fuwutai.core import clock
from fuwutai.people.models import Person


class Draft(models.Model):
    """What one person has filled into one form: JSON that only the form's script reads.

    `version` counts what was saved, so that a window that has not seen the newest one is told.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    body_json = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "name"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.name}"
