from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class BackupPlan(models.Model):
    """Whether, where and when the installation backs itself up, and what became of the last time. One row."""

    active = models.BooleanField(_("Back up every day"), default=False)
    folder = models.CharField(
        _("Folder on the server"), max_length=400, blank=True, help_text=_("Best on another disk or machine.")
    )
    hour = models.PositiveSmallIntegerField(_("Hour"), default=3, validators=[MaxValueValidator(23)])
    keep = models.PositiveSmallIntegerField(
        _("Keep so many"), default=14, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    passphrase_file = models.CharField(
        _("File with the passphrase"), max_length=400, blank=True,
        help_text=_("On the server. Empty: the archive is not encrypted and holds the keys of the installation."),
    )  # fmt: skip
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    path = models.CharField(max_length=500, blank=True, default="", editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    error = models.TextField(blank=True, default="", editable=False)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_backup_plan")]

    def __str__(self) -> str:
        return "backup plan"

    def clean(self) -> None:
        for name in ("folder", "passphrase_file"):
            value = getattr(self, name)
            if value and not value.startswith("/"):
                raise ValidationError({name: _("Write the whole path, beginning with a slash.")})
        if self.active and not self.folder:
            raise ValidationError({"folder": _("Say where backups go.")})
