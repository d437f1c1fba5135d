from datetime import datetime, timedelta
from typing import ClassVar

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.bulk.choices import Fate

# How long after it was finished it may be taken back.
UNDO_WITHIN = timedelta(minutes=10)


class BulkAction(models.Model):
    """One verb that somebody asked to be carried out on many tickets, with what they filled in, as it was sent."""

    by = models.ForeignKey(Person, verbose_name=_("Who"), on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    values_json = models.TextField(default="{}")
    asked_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_asked_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["by", "-id"], name="bulk_action_by")]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"

    @property
    def verbs(self) -> list[str]:
        """The keys of what it carries out; of a macro those that it had when it was asked for."""
        kept = orjson.loads(self.values_json).get("verbs")
        return list(kept) if kept else [self.verb]

    @property
    def is_running(self) -> bool:
        return self.finished_at is None or (self.undo_asked_at is not None and self.undone_at is None)

    @property
    def undo_until(self) -> datetime | None:
        return self.finished_at + UNDO_WITHIN if self.finished_at else None


class BulkLine(models.Model):
    """One ticket of an action. `version` is the one that was looked at, `left` the one that the action left.

    `before_json` is how the ticket stood in what the action changed; `reason` is why it was refused, or stays.
    """

    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(null=True)
    fate = models.CharField(max_length=8, choices=Fate, default=Fate.WAITING)
    reason = models.CharField(max_length=500, blank=True, default="")
    before_json = models.TextField(blank=True, default="")
    left = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["action", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["action", "ticket"], name="bulk_line_once")]

    def __str__(self) -> str:
        return f"{self.action_id}: #{self.ticket_id}"
