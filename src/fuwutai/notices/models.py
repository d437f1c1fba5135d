import uuid
from typing import Any, ClassVar

import orjson
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.notices.choices import Channel, DeliveryState
from fuwutai.people.models import Person


class Notice(models.Model):
    """One thing told to one person. The words are made when it is read or sent, in that person's language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    record = models.UUIDField(db_index=True)
    data_json = models.TextField(default="{}")
    in_app = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"], condition=Q(in_app=True), name="notice_bell"),
            models.Index(fields=["person"], condition=Q(in_app=True, read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.data_json)
        return found


class Delivery(models.Model):
    """A notice on its way out of the house. A failed one is tried again by its job, then waits for a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    message_id = models.CharField(max_length=250, blank=True, default="", db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes: ClassVar = [
            models.Index(
                fields=["state", "-created_at"], condition=~Q(state=DeliveryState.SENT), name="delivery_undelivered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.address}: {self.state}"


class Preference(models.Model):
    """A person's own choice for one kind of notice; without one the kind's default holds."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(_("Notice"), max_length=60)
    channel = models.CharField(_("Channel"), max_length=10, choices=Channel)
    wanted = models.BooleanField(_("Wanted"))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "kind", "channel"], name="preference_once")]
