from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _

from fuwutai.core import clock
from fuwutai.people.models import Person


class Blob(models.Model):
    """Bytes, stored once however often they arrive."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class Attachment(models.Model):
    """A file that belongs to a record (by its timeline) and, once it was sent or noted, to one entry of it."""

    record = models.UUIDField(db_index=True)
    seq = models.PositiveIntegerField(null=True, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    content_id = models.CharField(max_length=250, blank=True, default="")
    inline = models.BooleanField(default=False)
    public = models.BooleanField(default=False)
    added_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.content_type in {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"}


class Policy(models.Model):
    """What may be attached. One row."""

    most_megabytes = models.PositiveSmallIntegerField(default=25)
    most_files = models.PositiveSmallIntegerField(default=20)
    blocked_endings = models.CharField(
        max_length=500,
        default="exe bat cmd com scr pif msi msp vbs vbe js jse wsf wsh hta cpl jar lnk ps1 reg dll iso img",
    )

    def __str__(self) -> str:
        return str(_("Attachments"))
