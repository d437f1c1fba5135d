from typing import ClassVar

from django.db import models
from django.db.models import Q

from fuwutai.core import clock
from fuwutai.people.models import Person
from fuwutai.tickets.choices import Settled
from fuwutai.tickets.models.ticket import Ticket


class Override(models.Model):
    """What a person settled otherwise than the rules. Rules leave it alone until it is lifted; it is never deleted."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="overrides")
    field = models.CharField(max_length=16, choices=Settled)
    value = models.CharField(max_length=12)
    reason = models.CharField(max_length=250, blank=True)
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "field"], condition=Q(lifted_at=None), name="override_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.field} = {self.value}"
