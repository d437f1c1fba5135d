from typing import ClassVar

from django.db import models

from fuwutai.core import clock


class Signal(models.Model):
    """That something changed, told to open pages and forgotten after a minute: never what changed.

    Written on SQLite only, where one writer at a time makes the order of ids the order of commits. PostgreSQL tells it
    at the commit itself.
    """

    topic = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="live_signal_at")]

    def __str__(self) -> str:
        return self.topic
