from typing import ClassVar

from django.db import models
from django.db.models import Q

from fuwutai.core import clock
from fuwutai.files.models import Blob
from fuwutai.tickets.choices import UNSETTLED, Channel, ContactState
from fuwutai.tickets.models.ticket import Ticket


class Contact(models.Model):
    """What came in through a channel, kept raw before anything interprets it (architecture, idea 2).

    `key` is what makes a second delivery of the same thing recognisable, within one `source` (a mailbox, a form).
    """

    channel = models.CharField(max_length=12, choices=Channel)
    source = models.CharField(max_length=120)
    key = models.CharField(max_length=250)
    raw = models.ForeignKey(Blob, on_delete=models.PROTECT)
    received_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=12, choices=ContactState, default=ContactState.RECEIVED)
    reason = models.TextField(blank=True, default="")
    sender = models.CharField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=250, blank=True, default="")
    message_id = models.CharField(max_length=250, blank=True, default="", db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    seq = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="contact_once")]
        indexes: ClassVar = [
            models.Index(fields=["state", "-received_at"], condition=Q(state__in=UNSETTLED), name="contact_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.source} {self.key}"
