import uuid
from datetime import time
from typing import Any, ClassVar

import orjson
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core import clock
from fuwutai.notices.choices import Channel, DeliveryState
from fuwutai.people.models import Person


class Notice(models.Model):
    """One thing told to one person, or to one chat room. The words are made when it is read or sent, in their language.

    `urgent` broke through quiet hours.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="notices")
    room = models.CharField(max_length=40, blank=True, default="")
    kind = models.CharField(max_length=60)
    record = models.UUIDField(db_index=True)
    data_json = models.TextField(default="{}")
    in_app = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"], condition=Q(in_app=True), name="notice_bell"),
            models.Index(fields=["person"], condition=Q(in_app=True, read_at__isnull=True), name="notice_unread"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, room="") | (Q(person__isnull=True) & ~Q(room="")),
                name="notice_person_or_room",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.room or self.person_id}"

    @property
    def receiver(self) -> Person:
        """The person it is for; only chat rooms have none."""
        if self.person is None:
            raise ValueError(f"This notice is for the room {self.room}.")
        return self.person

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.data_json)
        return found


class Delivery(models.Model):
    """A notice on its way out of the house. A failed one is tried again by its job, then waits for a person.

    `not_before` is when the quiet hours of its person end; a job of then sends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    message_id = models.CharField(max_length=250, blank=True, default="", db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    not_before = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes: ClassVar = [
            models.Index(
                fields=["state", "-created_at"], condition=~Q(state=DeliveryState.SENT), name="delivery_undelivered"
            ),
            models.Index(
                fields=["not_before"],
                condition=Q(state=DeliveryState.WAITING, not_before__isnull=False),
                name="delivery_held",
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


class QuietSpan(models.Model):
    """When nothing but what is urgent leaves the house for somebody: a span of their local day, and days off."""

    active = models.BooleanField(_("Keep quiet hours"), default=True)
    starts = models.TimeField(pgettext_lazy("hours", "From"), default=time(22))
    ends = models.TimeField(pgettext_lazy("hours", "Until"), default=time(7))
    days_off = models.BooleanField(
        _("Also on days off"),
        default=False,
        help_text=_("Weekends and public holidays of their country; make-up workdays are workdays."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        if self.active and self.starts == self.ends:
            raise ValidationError({"ends": _("Quiet hours need an end that differs from their beginning.")})


class StandardQuietHours(QuietSpan):
    """The quiet hours of all who chose none of their own; one row."""

    active = models.BooleanField(_("Keep quiet hours"), default=False)

    def __str__(self) -> str:
        return str(_("Quiet hours"))


class QuietHours(QuietSpan):
    """What one person chose instead; not `active` means: tell me at any time."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="quiet_hours")

    def __str__(self) -> str:
        return str(self.person)
