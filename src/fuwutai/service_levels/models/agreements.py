"""What was promised to whom."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars.models import Calendar
from fuwutai.core.names import Named
from fuwutai.people.models import Team
from fuwutai.rules.models import Conditional
from fuwutai.service_levels.choices import AgreementKind, Metric, Reopening

# Ten years; whoever wants more promises nothing.
_MOST_MINUTES = 10 * 366 * 24 * 60


class Edition(models.Model):
    """Which state of the agreements is in force. One row, whose stamp is another after each change of any of them.

    The stamp is drawn, not counted: a change that is rolled back must not leave behind what looks like the next one.
    """

    stamp = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.stamp)


def renew_edition() -> None:
    """Let every process read the agreements anew."""
    Edition.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4()})


class Agreed(models.QuerySet[Any]):
    """Rows of which each change makes a new edition, however it is made."""

    def update(self, **values: Any) -> int:
        renew_edition()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        renew_edition()
        return super().delete()

    def bulk_create(self, *rows: Any, **options: Any) -> Any:
        renew_edition()
        return super().bulk_create(*rows, **options)


class Part(models.Model):
    """Something of which each change makes a new edition."""

    objects = Agreed.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        renew_edition()
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        renew_edition()
        return super().delete(*args, **options)


class Agreement(Part, Named, Conditional):
    """A promise (mission K1). Of those of one kind the first in order whose conditions hold is in force.

    `pauses` are the reasons to wait during which its clocks stand still. Agreements with groups of
    ours and supplier contracts are of one team, or of every team where they name none. It is for tickets that were
    entered from `since` and before `until`: what was changed only for new tickets leaves the old state behind, which
    the new one `succeeds`.
    """

    kind = models.CharField(_("Kind"), max_length=8, choices=AgreementKind, default=AgreementKind.SLA)
    team = models.ForeignKey(Team, verbose_name=_("Group"), null=True, blank=True, on_delete=models.PROTECT)
    calendar = models.ForeignKey(
        Calendar, verbose_name=_("Working time"), on_delete=models.PROTECT, related_name="agreements"
    )
    pauses = models.CharField(_("The clock stands still while"), max_length=200, blank=True, default="requester")
    reopening = models.CharField(
        _("When a ticket is reopened"), max_length=8, choices=Reopening, default=Reopening.GOES_ON
    )
    plan = models.ForeignKey(
        "service_levels.Plan", verbose_name=_("Escalated by"), null=True, blank=True, on_delete=models.PROTECT
    )
    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)
    since = models.DateTimeField(_("For tickets from"), null=True, blank=True, editable=False)
    until = models.DateTimeField(_("For tickets before"), null=True, blank=True, editable=False)
    succeeds = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors", editable=False
    )

    class Meta:
        ordering: ClassVar = ["kind", "position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kind="sla") | Q(team=None), name="agreement_sla_of_no_team"),
        ]

    @property
    def pause_reasons(self) -> frozenset[str]:
        return frozenset(self.pauses.split())

    def is_for(self, entered_at: datetime) -> bool:
        """Whether it is for tickets that were entered then, as far as time goes."""
        return (self.since is None or entered_at >= self.since) and (self.until is None or entered_at < self.until)


class Target(Part):
    """How many minutes of working time an agreement gives, by priority. Without a row nothing is promised."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="targets")
    metric = models.CharField(_("Promise"), max_length=8, choices=Metric)
    priority = models.PositiveSmallIntegerField(_("Priority"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    minutes = models.PositiveIntegerField(
        _("Minutes"), validators=[MinValueValidator(1), MaxValueValidator(_MOST_MINUTES)]
    )

    class Meta:
        ordering: ClassVar = ["metric", "priority"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "metric", "priority"], name="target_once"),
            models.CheckConstraint(condition=Q(priority__range=(1, 5)), name="target_priority_in_range"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="target_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.metric} P{self.priority}: {self.minutes} min"
