"""Entries are only ever added. No code updates or deletes them; `verify` finds whoever does it behind our back."""

import uuid
from typing import Any, ClassVar

import orjson
from django.db import models

from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.timeline.choices import EntryKind


class Recorded(models.Model):
    """A record with a timeline. It holds the end of its own chain, so that cutting entries off shows too."""

    timeline = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    timeline_length = models.PositiveIntegerField(default=0, editable=False)
    timeline_head = models.CharField(max_length=64, default="", editable=False)
    timeline_seal = models.CharField(max_length=32, default="", editable=False)

    class Meta:
        abstract = True


TIMELINE_FIELDS = ("timeline_length", "timeline_head", "timeline_seal")


class Entry(models.Model):
    """One thing that happened to one record.

    `at` is when it happened, `entered_at` when we wrote it down; they differ for what was back-filled (mission A7).
    `details` is JSON: codes and names as they were then, from which pages make a sentence in the reader's language.
    """

    record = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    verb = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    entered_at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True, default="")
    public = models.BooleanField(default=False)
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    details_json = models.TextField(default="{}")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["record", "seq"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["record", "seq"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.record} {self.seq} {self.kind} {self.verb}"

    @property
    def details(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.details_json)
        return found


class Anchor(models.Model):
    """A digest over every entry written since the anchor before it, itself chained and sealed.

    Printed or mailed elsewhere, the newest one proves that nothing before it was changed, added or removed.
    """

    made_at = models.DateTimeField(default=clock.now)
    after_id = models.BigIntegerField()
    upto_id = models.BigIntegerField()
    count = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.digest
