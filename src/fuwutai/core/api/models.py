from typing import ClassVar

from django.db import models

from fuwutai.core import clock


class IdempotencyKey(models.Model):
    """A call that was carried out, and what was answered, so that the same call again gives the same answer.

    It is written in the transaction of the change: either both are there or neither.
    """

    caller = models.BigIntegerField()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers_json = models.TextField(default="{}")
    body = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["caller", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key
