"""A major incident and everything that its room holds."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core import clock, names
from fuwutai.core.names import Named
from fuwutai.incidents.major.choices import RUNNING, Audience, FindingState, RoomPart, RoomState
from fuwutai.people.models import Person
from fuwutai.tickets.models import Ticket
from fuwutai.timeline.models import Recorded

LANGUAGES = ("zh_hans", "zh_hant", "en")


class MajorIncident(Recorded):
    """The room of one ticket. `next_alarm_at` is when the manager is reminded next, empty while nothing is due.

    A ticket that becomes major again opens the same room once more: `openings` counts, the timeline tells.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="major_incident")
    state = models.CharField(max_length=12, choices=RoomState, default=RoomState.DECLARED)
    reason = models.CharField(pgettext_lazy("of a major incident", "Reason"), max_length=250, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    openings = models.PositiveSmallIntegerField(default=1)
    manager = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    rhythm = models.PositiveSmallIntegerField(_("An update every … minutes"), default=30)
    next_update_at = models.DateTimeField(null=True, blank=True)
    next_alarm_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-opened_at"], name="major_state"),
            models.Index(fields=["next_alarm_at"], condition=Q(next_alarm_at__isnull=False), name="major_alarm"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id}"

    @property
    def number(self) -> int:
        """That of its ticket, by which people name it."""
        number: int = self.ticket_id
        return number

    @property
    def title(self) -> str:
        return self.ticket.title

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING


class Seat(models.Model):
    """Somebody who is in the room, or was called and has not come yet."""

    major = models.ForeignKey(MajorIncident, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(_("Part"), max_length=16, choices=RoomPart, default=RoomPart.ENGINEER)
    called_at = models.DateTimeField(default=clock.now)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["major", "person"], name="major_seat_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.duty}"


class Texts(models.Model):
    """A text in the languages that the product speaks; who has none of their own reads the nearest."""

    text_zh_hans = models.TextField(_("Text (Simplified Chinese)"), blank=True)
    text_zh_hant = models.TextField(_("Text (Traditional Chinese)"), blank=True)
    text_en = models.TextField(_("Text (English)"), blank=True)

    class Meta:
        abstract = True

    @property
    def texts(self) -> Mapping[str, str]:
        return {suffix: getattr(self, f"text_{suffix}") for suffix in LANGUAGES if getattr(self, f"text_{suffix}")}

    @property
    def text(self) -> str:
        """As the reader of the page or call reads it."""
        return names.nearest(self.texts)

    def text_in(self, language: str) -> str:
        return names.nearest(self.texts, language)


class UpdateTemplate(Named, Texts):
    """A prepared update. Its variables are those of `services.updates.VARIABLES`, in braces."""

    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]


class Update(Texts):
    """What we told and whom; `audiences` are the keys of Audience with commas around each."""

    major = models.ForeignKey(MajorIncident, on_delete=models.CASCADE, related_name="updates")
    audiences = models.CharField(max_length=80)
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.major} {self.audiences}"

    @property
    def written_for(self) -> list[Audience]:
        return [Audience(key) for key in self.audiences.strip(",").split(",") if key]


class Told(models.Model):
    """The requester of this ticket was told an update; kept so that a job that was killed goes on where it stood."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="told")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["update", "ticket"], name="major_told_once")]


class Review(models.Model):
    """What is learnt from it. Findings stand by themselves: they are worked off long after."""

    major = models.OneToOneField(MajorIncident, on_delete=models.CASCADE, related_name="review")
    summary = models.TextField(_("What happened"), blank=True)
    effect = models.TextField(_("Whom it hit, and how"), blank=True)
    causes = models.TextField(_("Causes"), blank=True)
    went_well = models.TextField(_("What went well"), blank=True)
    went_badly = models.TextField(_("What went badly"), blank=True)
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Review of {self.major}"


class Finding(models.Model):
    """Something to be made better, by whom and until when."""

    major = models.ForeignKey(MajorIncident, on_delete=models.CASCADE, related_name="findings")
    text = models.CharField(_("What will be made better"), max_length=500)
    owner = models.ForeignKey(Person, verbose_name=_("Who sees to it"), on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("Until"))
    state = models.CharField(max_length=8, choices=FindingState, default=FindingState.OPEN)
    result = models.TextField(_("Result"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [models.Index(fields=["owner"], condition=Q(state="open"), name="major_finding_open")]

    def __str__(self) -> str:
        return self.text

    @property
    def number(self) -> int:
        """That of the ticket it was learnt from."""
        return self.major.number

    @property
    def is_late(self) -> bool:
        return self.state == FindingState.OPEN and self.due_on < clock.now().date()


def as_kept(audiences: list[Audience]) -> str:
    return f",{','.join(audiences)}," if audiences else ""
