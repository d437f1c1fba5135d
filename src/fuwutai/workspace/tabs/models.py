from typing import ClassVar

from django.db import models

from fuwutai.core import clock
from fuwutai.people.models import Person


class Tab(models.Model):
    """A page that somebody has open; in the order of their ids."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "url"], name="tab_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.url}"
