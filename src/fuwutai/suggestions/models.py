"""What was learned from past tickets, what was proposed by it, and what many people report at once."""

from typing import Any, ClassVar

import orjson
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.suggestions.choices import Field, Outcome
from fuwutai.suggestions.wording import readable
from fuwutai.tickets.models import Ticket

# Pieces of what the tickets of a burst have in common.
_WORDS_SHOWN = 6


class Word(models.Model):
    """In how many of the newest tickets a word stands; the empty word counts all that were looked at."""

    word = models.CharField(max_length=60, primary_key=True)
    tickets = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.word}: {self.tickets}"


class Lesson(models.Model):
    """What was learned about one field from past tickets, and how often it was right on tickets held back.

    `facts_json` holds the values it knows, the bar of each, and how sure a score makes it; see `lessons.Facts`.
    """

    field = models.CharField(max_length=10, choices=Field)
    learned_at = models.DateTimeField(default=clock.now)
    ready = models.BooleanField(default=False)
    tickets = models.PositiveIntegerField()
    held_back = models.PositiveIntegerField()
    # Of the tickets held back: for how many it proposed something, and how many of those proposals were right.
    proposed = models.PositiveIntegerField()
    right = models.PositiveIntegerField()
    facts_json = models.TextField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.field} {self.learned_at:%Y-%m-%d}"


class Clue(models.Model):
    """What one word, or the department, channel or service, says about each value: packed, see `lessons`."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="clues", db_index=False)
    name = models.CharField(max_length=60)
    weights = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["lesson", "name"], name="one_clue")]

    def __str__(self) -> str:
        return self.name


class Proposed(models.Model):
    """What would be, or was, proposed for a new ticket; `outcome` is known once the ticket is solved."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=10, choices=Field)
    value = models.BigIntegerField()
    # How many of a hundred such proposals were right on tickets held back.
    chance = models.PositiveSmallIntegerField()
    by_itself = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "field"], name="proposed_once")]
        indexes: ClassVar = [
            models.Index(fields=["outcome", "id"], name="proposed_outcome"),
            models.Index(fields=["at"], name="proposed_at"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.field} {self.value}"


class Bar(models.IntegerChoices):
    """From how sure a proposal fills the category in by itself."""

    NEVER = 0, _("Never")
    EIGHT = 80, _("When it is right in 8 of 10 such cases")
    NINE = 90, _("When it is right in 9 of 10 such cases")
    NINETEEN = 95, _("When it is right in 19 of 20 such cases")


class Policy(models.Model):
    """How suggestions work here. One row; nothing is filled in by itself until somebody wants it."""

    fills_at = models.PositiveSmallIntegerField(
        _("Fill in the category of new tickets by itself"), choices=Bar, default=Bar.NEVER,
        help_text=_("Only where a ticket has none. The story of the ticket says who did it."),
    )  # fmt: skip
    burst_least = models.PositiveSmallIntegerField(
        _("Many people report the same: from so many people within an hour"),
        default=4, validators=[MinValueValidator(2), MaxValueValidator(500)],
        help_text=_("More than are usual at this time of day."),
    )  # fmt: skip

    def __str__(self) -> str:
        return str(_("Suggestions"))


class Progress(models.Model):
    """One row: the newest ticket for which proposals were made."""

    last = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.last)


class Burst(models.Model):
    """Many people report the same within a short time: a hint, until somebody dismisses it or it is over."""

    seed = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    tickets: Any = models.ManyToManyField(Ticket, related_name="bursts")
    words_json = models.TextField(default="[]")
    people = models.PositiveIntegerField()
    # How many people report such a thing within an hour at this time of day.
    usual = models.FloatField(default=0)
    found_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now, db_index=True)
    gathered_under = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("Reason"), max_length=250, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.people} × {self.seed_id}"

    @property
    def words(self) -> list[str]:
        """What the tickets have in common, as a person reads it."""
        return readable(orjson.loads(self.words_json))[:_WORDS_SHOWN]
