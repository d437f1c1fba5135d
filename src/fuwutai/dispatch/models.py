"""Rules that say where tickets go, what became of each that went, and what still waits for somebody."""

from typing import Any, ClassVar

import orjson
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.names import Named
from fuwutai.dispatch.choices import PlacementOutcome, TrialState, Way
from fuwutai.duty.choices import SkillLevel
from fuwutai.duty.models import Skill
from fuwutai.people.models import Person, Team
from fuwutai.rules.models import Conditional
from fuwutai.tickets.models import ReturnReason, Ticket

_AT_LEAST_ONE = MinValueValidator(1)


class DispatchRule(Named, Conditional):
    """Tickets whose conditions hold go to `team`, and there to whom `way` finds. The first that holds counts."""

    team = models.ForeignKey(Team, verbose_name=_("Group"), on_delete=models.PROTECT, related_name="dispatch_rules")
    way = models.CharField(_("Who of the group"), max_length=12, choices=Way, default=Way.POOL)
    skill = models.ForeignKey(
        Skill, verbose_name=_("Skill"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.PositiveSmallIntegerField(_("At least"), choices=SkillLevel, default=SkillLevel.ABLE)
    position = models.PositiveSmallIntegerField(_("Position"), default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    @property
    def seeks_a_person(self) -> bool:
        return self.way != Way.POOL


class Capacity(models.Model):
    """How many open tickets somebody works on at the same time at most; what is on hold does not count.

    That of a person goes before that of their group.
    """

    team = models.OneToOneField(
        Team, verbose_name=_("Everybody in the group"), null=True, blank=True, on_delete=models.CASCADE,
        related_name="+",
    )  # fmt: skip
    person = models.OneToOneField(
        Person, verbose_name=_("Person"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    most = models.PositiveSmallIntegerField(
        _("Open tickets at most"), validators=[MaxValueValidator(1000)], help_text=_("0: nothing comes by itself.")
    )

    class Meta:
        ordering: ClassVar = ["team__line", "team_id", "person__name", "id"]
        verbose_name_plural = "capacities"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(team__isnull=True) ^ Q(person__isnull=True), name="capacity_of_one_or_the_other"
            )
        ]

    def __str__(self) -> str:
        return str(self.team or self.person)


class Policy(models.Model):
    """What dispatching does beside the rules. One row; everything is off until somebody wants it."""

    by_category = models.BooleanField(_("Where no rule holds, dispatch to the group of the category"), default=False)
    most_returns = models.PositiveSmallIntegerField(
        _("Leave it to the service desk after so many returns"),
        default=3, validators=[_AT_LEAST_ONE, MaxValueValidator(20)],
    )  # fmt: skip
    hands_back = models.BooleanField(_("Put back what was claimed and is not touched"), default=False)
    warn_after = models.PositiveSmallIntegerField(
        _("Warn after (working minutes)"), default=240, validators=[_AT_LEAST_ONE, MaxValueValidator(30_000)]
    )
    warn_after_pressing = models.PositiveSmallIntegerField(
        _("Warn after, with priority 1 or 2 (working minutes)"),
        default=60, validators=[_AT_LEAST_ONE, MaxValueValidator(30_000)],
    )  # fmt: skip
    back_after = models.PositiveSmallIntegerField(
        _("Put back after the warning (working minutes)"),
        default=60, validators=[_AT_LEAST_ONE, MaxValueValidator(30_000)],
    )  # fmt: skip

    def __str__(self) -> str:
        return str(_("Dispatching in general"))


class Turns(models.Model):
    """Whose turn it is in a group: the one row that placements in the group wait for.

    `last` maps persons to the number of the turn at which they had their last ticket; `served` counts all turns.
    """

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="+")
    served = models.PositiveBigIntegerField(default=0)
    last_json = models.TextField(default="{}")

    def __str__(self) -> str:
        return f"{self.team_id}: {self.served}"

    @property
    def last(self) -> dict[int, int]:
        return {int(person): turn for person, turn in orjson.loads(self.last_json).items()}


class Placement(models.Model):
    """That a ticket was sent to a group by itself, and what became of it. Without a rule it went by its category."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="placements")
    rule = models.ForeignKey(DispatchRule, null=True, on_delete=models.PROTECT, related_name="placements")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    placed_at = models.DateTimeField(default=clock.now)
    # How often the ticket had come back before.
    round = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=PlacementOutcome, default=PlacementOutcome.PLACED)
    reason = models.ForeignKey(ReturnReason, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["placed_at", "rule"], name="placement_period")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} -> {self.team_id}: {self.outcome}"


class Vacancy(models.Model):
    """A ticket that lies with its group because nobody could take it when it came; somebody is looked for again."""

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    rule = models.ForeignKey(DispatchRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


class Watch(models.Model):
    """A ticket in somebody's hands, and when to look whether they have touched it."""

    ticket = models.OneToOneField(Ticket, primary_key=True, on_delete=models.CASCADE, related_name="+")
    touched_at = models.DateTimeField()
    look_at = models.DateTimeField(db_index=True)
    warned_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.look_at}"


class Trial(models.Model):
    """Rules that somebody tries on past tickets: how far it is, and what would have been different."""

    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    days = models.PositiveSmallIntegerField(default=90)
    # The rules as they are and as they are tried, in their order, as `trials.Line` reads them.
    present_json = models.TextField()
    tried_json = models.TextField()
    state = models.CharField(max_length=8, choices=TrialState, default=TrialState.WORKING)
    reason = models.CharField(max_length=250, blank=True, default="")
    # The last ticket that was looked at, and how many were of all.
    position = models.BigIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result_json = models.TextField(default="{}")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.asked_by_id} {self.asked_at}"

    @property
    def is_working(self) -> bool:
        return self.state == TrialState.WORKING

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.result_json)
        return found


class Difference(models.Model):
    """A ticket that would have gone elsewhere; without a group it would have stayed in the pool."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="differences", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    present = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    tried = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        ordering: ClassVar = ["-ticket"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["trial", "ticket"], name="difference_once")]

    def __str__(self) -> str:
        return f"#{self.ticket_id}: {self.present_id} -> {self.tried_id}"
