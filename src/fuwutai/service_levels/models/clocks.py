"""The clocks and their ledgers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars.models import CalendarVersion
from fuwutai.core.clock import now
from fuwutai.people.models import Person, Team
from fuwutai.service_levels.choices import AgreementKind, ClockState, EventKind, Metric
from fuwutai.service_levels.models.agreements import Agreement


class Clock(models.Model):
    """One promise about one record, while it is worked on once.

    Everything but its identity (the first six fields) is a copy of what the ledger gives; `services.clocks` alone
    writes it. `used_s` is what had been used at `reckoned_at`.
    """

    record = models.UUIDField()
    number = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=AgreementKind)
    metric = models.CharField(max_length=8, choices=Metric)
    cycle = models.PositiveSmallIntegerField(default=1)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=9, choices=ClockState)
    target_s = models.PositiveIntegerField()
    used_s = models.PositiveIntegerField(default=0)
    reckoned_at = models.DateTimeField()
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    # Known once it has stopped.
    missed = models.BooleanField(null=True)
    # Whether it is known that the promise is broken: `PromiseBroken` was announced for it.
    broken_at = models.DateTimeField(null=True, blank=True)
    # The keys of the steps of escalation that were reached, and when the last is told again.
    rung = models.TextField(blank=True, default="")
    repeat_at = models.DateTimeField(null=True, blank=True)
    next_alarm_at = models.DateTimeField(null=True, blank=True)
    events = models.PositiveSmallIntegerField(_("Lines of the ledger"), default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["number"], name="clock_number"),
            models.Index(fields=["due_at"], condition=Q(state="running"), name="clock_due"),
            models.Index(fields=["next_alarm_at", "id"], condition=Q(next_alarm_at__isnull=False), name="clock_alarm"),
            models.Index(
                fields=["agreement", "id"], condition=Q(state__in=["running", "paused"]), name="clock_agreement_open"
            ),
            models.Index(
                fields=["version", "id"], condition=Q(state__in=["running", "paused"]), name="clock_version_open"
            ),
        ]

    def __str__(self) -> str:
        """`Solution · Standard service level`, and which cycle if it is not the first."""
        parts = [str(Metric(self.metric).label), self.agreement.name, *([str(self.cycle)] if self.cycle > 1 else [])]
        return " · ".join(parts)


class ClockEvent(models.Model):
    """One line of a ledger. Lines are only ever added; a `ledger.Event` says what they mean.

    `at` is when it happened, `entered_at` when it was written down. `note` is why somebody corrected the ledger.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="ledger", db_index=False)
    seq = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    entered_at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=8, choices=EventKind)
    actor = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=120, blank=True, default="")
    target_s = models.PositiveIntegerField(null=True)
    version = models.ForeignKey(CalendarVersion, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    pause = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=20, blank=True, default="")
    voids = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["clock", "seq"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["clock", "seq"], name="clock_event_once")]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.seq} {self.kind}"
