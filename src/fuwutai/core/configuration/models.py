from typing import Any, ClassVar

import orjson
from django.db import models

from fuwutai.core import clock


class ConfigurationChange(models.Model):
    """Somebody changed a setting. Only ever added; who and what keep the names they had then.

    `subject` says what kind of setting (`people.team`), `record` which one, `changes_json` each field's old and new
    value. The actor is no foreign key: this floor knows no people.
    """

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120, blank=True, default="")
    subject = models.CharField(max_length=60)
    record = models.BigIntegerField(null=True)
    record_name = models.CharField(max_length=250, blank=True, default="")
    verb = models.CharField(max_length=12)
    changes_json = models.TextField(default="{}")

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["subject", "record"], name="configuration_change_of")]

    def __str__(self) -> str:
        return f"{self.subject} {self.record} {self.verb}"

    @property
    def changes(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = orjson.loads(self.changes_json)
        return found
