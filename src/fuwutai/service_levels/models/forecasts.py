"""What the past says of promises that are still open."""

from typing import ClassVar

from django.db import models

from fuwutai.people.models import Team
from fuwutai.service_levels.choices import Metric


class Forecast(models.Model):
    """From which share of its time on a clock is likely to be late (mission K2), as past ones like it were.

    `team` is None for groups of which nothing is known. Of `similar` clocks that were still on when `share` per cent of
    their time was used, `late` were late in the end; `share` is None where too few are known or most were in time.
    """

    metric = models.CharField(max_length=8, choices=Metric)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    priority = models.PositiveSmallIntegerField()
    share = models.PositiveSmallIntegerField(null=True)
    similar = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["metric", "team", "priority"]

    def __str__(self) -> str:
        return f"{self.metric} {self.team_id or '*'} P{self.priority}: {self.share}"
