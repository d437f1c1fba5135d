from typing import ClassVar

from django.db import models
from django.db.models import Q

from fuwutai.core import clock


class Job(models.Model):
    """One call to make later.

    `due_at` carries the whole schedule: when to run first, when to try again, and, while a worker has it, when that
    worker's lease ends. A killed worker's job is therefore simply due again.
    """

    task = models.CharField(max_length=200)
    arguments = models.TextField(default="{}")
    priority = models.SmallIntegerField(default=0)
    enqueued_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True, default="")
    error = models.TextField(blank=True, default="")
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(dead_at__isnull=True), name="job_due"),
            models.Index(fields=["dead_at"], condition=Q(dead_at__isnull=False), name="job_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"


class Routine(models.Model):
    """When a periodic task runs next. Whoever moves `next_at` forward enqueues it, so it runs once for all workers."""

    name = models.CharField(max_length=120, primary_key=True)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """When a worker was last seen at work; one row a machine."""

    machine = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.machine
