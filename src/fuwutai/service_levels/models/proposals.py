"""Changes of agreements that are not in force yet."""

from typing import Any, ClassVar

import orjson
from django.db import models

from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.service_levels.choices import Progress, Purpose, Reach


class Proposal(models.Model):
    """What somebody wants to change, and what would come of it, worked out in the background.

    `changes_json` is {agreement: {field: value}}, 0 for a new one; targets are {"response 1": minutes}. `seen` are the
    fingerprints of the agreements as they were then. Whose job it is knows what is in `result_json`.
    """

    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    purpose = models.CharField(max_length=9, choices=Purpose)
    changes_json = models.TextField()
    seen_json = models.TextField(default="{}")
    months = models.PositiveSmallIntegerField(default=0)
    progress = models.CharField(max_length=8, choices=Progress, default=Progress.WORKING)
    reach = models.CharField(max_length=4, choices=Reach, default=Reach.OPEN)
    in_force_at = models.DateTimeField(null=True, blank=True)
    # The last ticket that was looked at, and how many were of all.
    position = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    result_json = models.TextField(default="{}")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.asked_at}"

    @property
    def changes(self) -> dict[int, dict[str, Any]]:
        return {int(key): values for key, values in orjson.loads(self.changes_json).items()}

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.result_json)
        return found

    @property
    def is_busy(self) -> bool:
        return self.progress in {Progress.WORKING, Progress.MOVING}
