"""Imports of a history, and what they remember so that the same history never comes in twice."""

from hashlib import sha256
from typing import Any, ClassVar

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.history.choices import BUSY, Sort, Stage
from fuwutai.history.reasons import Reason
from fuwutai.people.models import Person, Team
from fuwutai.tickets.models import Category, ResolutionCode, Symptom, Ticket


class Source(models.Model):
    """Another tool, or one installation of it. Cases and names are recognised again within their source."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file and what became of it. `position` counts the cases that are settled, in the order of their time."""

    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    mapping_name = models.CharField(_("Mapping"), max_length=80, blank=True, default="")
    mapping = models.TextField(_("Mapping"), blank=True, default="")
    state = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    reason = models.TextField(blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    rows_seen = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    # When work was taken up last, and how many rows were behind us then: the rate of now.
    began_at = models.DateTimeField(null=True, blank=True)
    began_rows = models.PositiveIntegerField(default=0)
    tally_json = models.TextField(default="{}")
    preview_json = models.TextField(default="{}")
    report_json = models.TextField(default="{}")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def spool_name(self) -> str:
        """The rows sorted by case lie under this name as long as file and mapping are the same."""
        return sha256(f"{self.path}\n{self.mapping}".encode()).hexdigest()[:32]

    @property
    def tally(self) -> dict[str, int]:
        """What was done so far: tickets made, continued, unchanged; entries written; rows refused, repeated."""
        found: dict[str, int] = orjson.loads(self.tally_json)
        return found

    @property
    def preview(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.preview_json)
        return found

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.report_json)
        return found


class Case(models.Model):
    """A case of the source and the ticket it became.

    `seen` holds eight bytes for each row that was taken, `standing_json` what the newest of them said, `version` that
    of the ticket when we wrote it last: after that it belongs to the people here.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="cases")
    external_id = models.CharField(max_length=80)
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="history_case")
    seen = models.BinaryField(default=b"")
    standing_json = models.TextField(default="{}")
    version = models.PositiveIntegerField(default=1)
    reassignments = models.PositiveIntegerField(default=0)
    reopenings = models.PositiveIntegerField(default=0)
    made_sla = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_id"], name="history_case_once")]

    def __str__(self) -> str:
        return self.external_id

    @property
    def standing(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.standing_json)
        return found


class Alias(models.Model):
    """A name of the source and the record here that it stands for."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    sort = models.CharField(max_length=10, choices=Sort)
    key = models.CharField(max_length=250)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, null=True, on_delete=models.CASCADE, related_name="+")
    symptom = models.ForeignKey(Symptom, null=True, on_delete=models.CASCADE, related_name="+")
    code = models.ForeignKey(ResolutionCode, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "sort", "key"], name="history_alias_once")]

    def __str__(self) -> str:
        return f"{self.sort} {self.key}"


class RefusedRow(models.Model):
    """A row that was not taken, with the reason (a key of `reasons.SENTENCES`) and what it is about."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refused")
    line = models.PositiveIntegerField()
    case = models.CharField(max_length=80, blank=True, default="")
    reason = models.CharField(max_length=30)
    about_json = models.TextField(default="[]")
    cells_json = models.TextField(default="[]")

    class Meta:
        ordering: ClassVar = ["line", "id"]
        indexes: ClassVar = [models.Index(fields=["of", "line"], name="history_refused")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"

    @property
    def sentence(self) -> str:
        """Why, in the reader's language."""
        return str(Reason(self.reason, tuple(orjson.loads(self.about_json))))

    @property
    def cells(self) -> list[str]:
        found: list[str] = orjson.loads(self.cells_json)
        return found
