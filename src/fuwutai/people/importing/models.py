"""An import and its rows. Persons are named by string: this module is read while theirs is still being made."""

from typing import Any, ClassVar

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock


class ImportState(models.TextChoices):
    MAPPING = "mapping", _("Columns are being matched")
    CHECKING = "checking", _("Rows are being checked")
    CHECKED = "checked", _("Waits for your go")
    SAVING = "saving", _("People are being saved")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Could not be read")
    DISCARDED = "discarded", _("Discarded")


class Outcome(models.TextChoices):
    CREATE = "create", _("New")
    UPDATE = "update", _("Changed")
    SAME = "same", _("Unchanged")
    REFUSED = "refused", _("Refused")


class Import(models.Model):
    """One file and what became of it.

    `columns` maps the position of a column to the key of what it holds, `counts` outcomes to numbers of rows.
    """

    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200, blank=True, default="")
    layout_json = models.TextField(default="{}")
    headers_json = models.TextField(default="[]")
    columns_json = models.TextField(default="{}")
    counts_json = models.TextField(default="{}")
    organisation = models.ForeignKey(
        "people.Organisation",
        verbose_name=_("Organisation of rows that name none"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    add_departments = models.BooleanField(_("Add departments that are missing"), default=False)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.MAPPING)
    reason = models.TextField(blank=True, default="")
    total = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def layout(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.layout_json)
        return found

    @property
    def headers(self) -> list[str]:
        found: list[str] = orjson.loads(self.headers_json)
        return found

    @property
    def columns(self) -> dict[int, str]:
        return {int(position): key for position, key in orjson.loads(self.columns_json).items()}

    @property
    def counts(self) -> dict[str, int]:
        found: dict[str, int] = orjson.loads(self.counts_json)
        return found

    @property
    def is_busy(self) -> bool:
        return self.state in {ImportState.CHECKING, ImportState.SAVING}


class ImportRow(models.Model):
    """One row of the file: what stood there, what it would do or did, or why it was refused.

    `changes` maps a column's key to old and new value; `errors` maps it to a reason's key and what the reason is about.
    """

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    name = models.CharField(max_length=120, blank=True, default="")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    values_json = models.TextField(default="{}")
    changes_json = models.TextField(default="{}")
    errors_json = models.TextField(default="{}")
    saved = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["line"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "line"], name="import_line_once")]
        indexes: ClassVar = [models.Index(fields=["of", "outcome", "line"], name="import_outcome")]

    def __str__(self) -> str:
        return f"{self.of_id} line {self.line}"

    @property
    def values(self) -> dict[str, str]:
        found: dict[str, str] = orjson.loads(self.values_json)
        return found

    @property
    def changes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = orjson.loads(self.changes_json)
        return found

    @property
    def errors(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = orjson.loads(self.errors_json)
        return found
