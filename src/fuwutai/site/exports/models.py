import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core import clock
from fuwutai.people.models import Person


class ExportState(models.TextChoices):
    WRITING = "writing", pgettext_lazy("state of an export", "Being written")
    READY = "ready", pgettext_lazy("state of an export", "Ready")
    GIVEN = "given", pgettext_lazy("state of an export", "Handed out at once")
    FAILED = "failed", pgettext_lazy("state of an export", "Failed")
    REMOVED = "removed", pgettext_lazy("state of an export", "Removed")


class Export(models.Model):
    """Somebody took a list home: who, which, how narrowed, how many rows. The file goes after a while, this stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(Person, verbose_name=_("Who"), on_delete=models.PROTECT, related_name="+")
    list = models.CharField(max_length=60)
    ending = models.CharField(max_length=40)
    query = models.TextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.WRITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    reason = models.TextField(blank=True, default="")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [
            models.Index(fields=["by", "-asked_at"], name="export_by"),
            models.Index(fields=["-asked_at"], name="export_asked"),
            models.Index(fields=["expires_at"], condition=models.Q(state=ExportState.READY), name="export_ready"),
        ]

    def __str__(self) -> str:
        return f"{self.list}.{self.ending}"

    @property
    def path(self) -> str:
        """Where the file lies in the storage while it is ready."""
        return f"exports/{self.pk}.{self.ending}"

    @property
    def file_name(self) -> str:
        return f"{self.list}-{self.asked_at:%Y%m%d-%H%M}.{self.ending}"
