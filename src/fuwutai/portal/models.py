"""What requesters thought of how they were helped (mission A9)."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.people.models import Person, Team
from fuwutai.portal.choices import Source
from fuwutai.tickets.models import Ticket

MOST_STARS = 5


class Rating(models.Model):
    """One to five stars for one cycle of a ticket: each time that it is reopened it can be rated anew.

    `solver` and `team` are those of that cycle; later cycles may be solved by others.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ratings")
    cycle = models.PositiveIntegerField()
    stars = models.PositiveSmallIntegerField(
        _("Stars"), validators=[MinValueValidator(1), MaxValueValidator(MOST_STARS)]
    )
    words = models.TextField(_("In your words"), blank=True, default="")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=6, choices=Source)
    solver = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings")
    rated_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "cycle"], name="rating_once"),
            models.CheckConstraint(condition=models.Q(stars__range=(1, MOST_STARS)), name="rating_stars"),
        ]

    def __str__(self) -> str:
        return "★" * self.stars + "☆" * (MOST_STARS - self.stars)


class Sending(models.Model):
    """A report form that was sent, so that the same one sent again (no answer came, or it waited offline) counts once.

    The key alone would swallow another report written into a form that the browser brought back.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key", "fingerprint"], name="sent_once")]

    def __str__(self) -> str:
        return str(self.key)
