from typing import ClassVar

from django.db import models

from fuwutai.core import clock


class Stale(models.Model):
    """An object whose text was changed and is not yet in the index: written in the transaction of the change.

    The index itself is no model: an FTS5 table in SQLite, a table with a tsvector in PostgreSQL (see `index`).
    """

    scope = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    since = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.scope} {self.object_id}"
