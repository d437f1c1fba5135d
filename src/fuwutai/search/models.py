from typing import ClassVar

from django.db import models

from fuwutai.core import clock
from fuwutai.search.choices import RebuildState


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


class Rebuild(models.Model):
    """The index of a scope while it is made anew, and the last time that it was: whoever is alive goes on `after` it.

    The present stretch of work began at `since` with `since_done` objects, which tells how fast it goes. `rules` are
    those of `index` by which it is written.
    """

    scope = models.CharField(max_length=20, primary_key=True)
    state = models.CharField(max_length=7, choices=RebuildState, default=RebuildState.RUNNING)
    rules = models.PositiveSmallIntegerField(default=1)
    after = models.BigIntegerField(default=-1)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=clock.now)
    since_done = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.scope} {self.done} / {self.total}"

    @property
    def per_cent(self) -> int:
        """Never 100 before it is done: new objects come in meanwhile."""
        return 100 if self.state == RebuildState.DONE else min(99, 100 * self.done // max(self.total, 1))

    @property
    def per_second(self) -> int:
        """How many objects a second, in the present stretch of work."""
        seconds = (self.moved_at - self.since).total_seconds()
        return round((self.done - self.since_done) / seconds) if seconds > 0 else 0

    @property
    def seconds_left(self) -> int | None:
        """None while nobody can know."""
        if self.state != RebuildState.RUNNING or not self.per_second:
            return None
        return max(self.total - self.done, 0) // self.per_second
