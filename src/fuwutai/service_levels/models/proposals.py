"""Changes of what is promised that are not in force yet."""

from typing import Any, ClassVar

import orjson
from django.db import models

from fuwutai.core import clock
from fuwutai.people.models import Person, Team
from fuwutai.service_levels.choices import AgreementKind, Kept, Metric, Progress, Purpose, Reach, Subject


class Proposal(models.Model):
    """What somebody wants to change, and what would come of it, worked out in the background.

    Of agreements `changes_json` is {agreement: {field: value}}, 0 for a new one; targets are {"response 1": minutes}.
    Of a calendar it is {calendar: plan}, of the tables {"1.3": number} by their cells. `seen` are the fingerprints of
    the agreements as they were then, `posted` what was typed, for the page that puts it in force. Whose job it is knows
    what is in `result_json`.
    """

    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    purpose = models.CharField(max_length=9, choices=Purpose)
    subject = models.CharField(max_length=10, choices=Subject, default=Subject.AGREEMENTS)
    changes_json = models.TextField()
    posted_json = models.TextField(default="{}")
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
    def is_test(self) -> bool:
        return self.purpose == Purpose.BACK_TEST

    @property
    def tried(self) -> dict[str, Any]:
        """What is tried, as it was kept."""
        found: dict[str, Any] = orjson.loads(self.changes_json)
        return found

    @property
    def posted(self) -> dict[str, str]:
        found: dict[str, str] = orjson.loads(self.posted_json)
        return found

    @property
    def changes(self) -> dict[int, dict[str, Any]]:
        """Of agreements, by their keys."""
        if self.subject != Subject.AGREEMENTS:
            return {}
        return {int(key): values for key, values in orjson.loads(self.changes_json).items()}

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.result_json)
        return found

    @property
    def is_busy(self) -> bool:
        return self.progress in {Progress.WORKING, Progress.MOVING}


class Difference(models.Model):
    """A promise about a ticket that would have come out otherwise in a back-test. `team` is whose promise it is."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="differences", db_index=False)
    number = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=AgreementKind)
    metric = models.CharField(max_length=8, choices=Metric)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    priority = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=6, choices=Kept)
    after = models.CharField(max_length=6, choices=Kept)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number", "id"]
        indexes: ClassVar = [models.Index(fields=["proposal", "-number", "id"], name="difference_of_proposal")]

    def __str__(self) -> str:
        return f"#{self.number} {self.metric}: {self.before} -> {self.after}"
