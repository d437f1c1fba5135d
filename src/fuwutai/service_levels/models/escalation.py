"""Who hears of a promise before and after it is broken."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core.clock import now
from fuwutai.core.names import Named
from fuwutai.people.models import Person, Team
from fuwutai.service_levels.choices import Metric
from fuwutai.service_levels.models.agreements import Part
from fuwutai.service_levels.models.clocks import Clock

# A month of working time before or after.
_MOST_MINUTES = 31 * 24 * 60


class Plan(Part, Named):
    """How a promise is escalated (mission C12). Agreements name the plan that holds for their clocks."""

    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["id"]


class Step(Part):
    """What happens at one point of a promise: so much of its time is used, and so many minutes of working time more.

    `to` and `ways` are words of `choices.Audience` and of the channels of notices, `rooms` keys of chat rooms. With
    `hand_to` the record goes to that group as well. Nobody acknowledged: it is told again, every `repeat_minutes`.
    `since` is when somebody put it at its point: of clocks that were past it by then nobody is told.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    metric = models.CharField(_("Promise"), max_length=8, choices=Metric, blank=True, default="")
    share = models.PositiveSmallIntegerField(
        _("Per cent of the time"), default=100, validators=[MaxValueValidator(1000)]
    )
    minutes = models.IntegerField(
        _("Minutes of working time after that"),
        default=0,
        validators=[MinValueValidator(-_MOST_MINUTES), MaxValueValidator(_MOST_MINUTES)],
    )
    to = models.CharField(_("Who is told"), max_length=200, blank=True, default="")
    ways = models.CharField(_("By"), max_length=60, blank=True, default="in_app mail")
    rooms = models.CharField(_("Chat rooms"), max_length=400, blank=True, default="")
    hand_to = models.ForeignKey(
        Team, verbose_name=_("Hand over to"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    repeat_minutes = models.PositiveSmallIntegerField(_("Again after (minutes)"), default=0)
    repeat_times = models.PositiveSmallIntegerField(
        _("At most so often"), default=0, validators=[MaxValueValidator(20)]
    )
    unless_acknowledged = models.BooleanField(_("Only if nobody acknowledged an earlier step"), default=False)
    since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["plan", "share", "minutes", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(repeat_times=0) | Q(repeat_minutes__gte=1), name="step_repeats_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.metric or '*'} {self.share} % {self.minutes:+} min"

    @property
    def audiences(self) -> list[str]:
        return self.to.split()

    @property
    def channels(self) -> list[str]:
        return self.ways.split()


class Escalation(models.Model):
    """A step that was reached by a clock. `round` 0 is the first time, the others are its repetitions.

    `passed_over` is one that nobody was told of, because the agreement or the plan was changed when its time had gone.
    """

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="escalations", db_index=False)
    step = models.ForeignKey(Step, null=True, on_delete=models.SET_NULL, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)
    reached_at = models.DateTimeField()
    rung_at = models.DateTimeField(default=now)
    passed_over = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "step", "round", "reached_at"], name="escalation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.step_id} {self.round}"
