"""Shifts, who has them when, who is away, and who can do what. Moments are UTC; shifts are said in local wall time."""

from datetime import UTC, date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.calendars.models import Calendar
from fuwutai.core import clock, zones
from fuwutai.core.names import Named
from fuwutai.duty.choices import AbsenceKind, Colour, SkillLevel, SwapState
from fuwutai.people.models import Person, Team

_MOST_MINUTES = 24 * 60


class Shift(Named):
    """A pattern of duty: early, late, night. Its length is that of the clock on the wall, so it ends at the same time
    of day whether or not summer time begins during it."""

    code = models.CharField(
        _("Mark"), max_length=8, unique=True, help_text=_("One or two letters, as in a table on paper; imports use it.")
    )
    starts = models.TimeField(_("Begins at"))
    minutes = models.PositiveSmallIntegerField(
        _("Minutes"), validators=[MinValueValidator(1), MaxValueValidator(_MOST_MINUTES)]
    )
    zone = models.CharField(_("Time zone"), max_length=40, default="Asia/Shanghai", validators=[zones.check])
    colour = models.CharField(_("Colour"), max_length=8, choices=Colour, default=Colour.BLUE)
    position = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "starts", "id"]

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Start and end, in UTC, of the shift that begins on the local `day`."""
        start = datetime.combine(day, self.starts)
        zone = ZoneInfo(self.zone)
        end = start + timedelta(minutes=self.minutes)
        return start.replace(tzinfo=zone).astimezone(UTC), end.replace(tzinfo=zone).astimezone(UTC)

    @property
    def hours(self) -> str:
        """`22:00-06:00`."""
        end = datetime.combine(date.min, self.starts) + timedelta(minutes=self.minutes)
        return f"{self.starts:%H:%M}-{end:%H:%M}"


class Roster(models.Model):
    """That a team plans its duties. A team without a roster, or with one in which nobody ever stood, counts as on duty
    by all its members in office hours."""

    team = models.OneToOneField(Team, verbose_name=_("Team"), on_delete=models.CASCADE, related_name="roster")
    calendar = models.ForeignKey(
        Calendar,
        verbose_name=_("Promised hours"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rosters",
        help_text=_("In these hours somebody has to be there; gaps are shown. Empty: the default calendar."),
    )
    active = models.BooleanField(_("The roster says who is on duty"), default=True)

    class Meta:
        ordering: ClassVar = ["team_id"]

    def __str__(self) -> str:
        return str(self.team)


class Duty(models.Model):
    """One person is on duty for one team from `start` to `end`. Without a shift the hours are its own."""

    team = models.ForeignKey(Team, verbose_name=_("Team"), on_delete=models.CASCADE, related_name="duties")
    person = models.ForeignKey(Person, verbose_name=_("Person"), on_delete=models.PROTECT, related_name="duties")
    shift = models.ForeignKey(
        Shift, verbose_name=_("Shift"), null=True, blank=True, on_delete=models.PROTECT, related_name="duties"
    )
    start = models.DateTimeField(pgettext_lazy("hours", "From"))
    end = models.DateTimeField(pgettext_lazy("hours", "Until"))

    class Meta:
        ordering: ClassVar = ["start", "id"]
        verbose_name_plural = "duties"
        indexes: ClassVar = [
            models.Index(fields=["team", "end", "start"], name="duty_of_team"),
            models.Index(fields=["person", "end"], name="duty_of_person"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="duty_ends_after_it_starts"),
            models.UniqueConstraint(fields=["team", "person", "start"], name="duty_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.start:%Y-%m-%d %H:%M} UTC"


class Absence(models.Model):
    """Somebody is away; `stand_in` has their duties meanwhile."""

    person = models.ForeignKey(Person, verbose_name=_("Person"), on_delete=models.PROTECT, related_name="absences")
    start = models.DateTimeField(pgettext_lazy("hours", "From"))
    end = models.DateTimeField(pgettext_lazy("hours", "Until"))
    kind = models.CharField(_("Kind"), max_length=10, choices=AbsenceKind, default=AbsenceKind.LEAVE)
    stand_in = models.ForeignKey(
        Person, verbose_name=_("Stand-in"), null=True, blank=True, on_delete=models.PROTECT, related_name="stands_in"
    )
    note = models.CharField(_("Note"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["start", "id"]
        indexes: ClassVar = [models.Index(fields=["person", "end"], name="absence_of_person")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="absence_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(stand_in=F("person")), name="absence_stand_in_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.start:%Y-%m-%d} - {self.end:%Y-%m-%d}"


class Swap(models.Model):
    """`asked` is asked to take the duty `given`, in exchange for `taken` or, without one, as a favour."""

    given = models.ForeignKey(Duty, verbose_name=_("Your duty"), on_delete=models.CASCADE, related_name="offers")
    taken = models.ForeignKey(
        Duty, verbose_name=_("In exchange for"), null=True, blank=True, on_delete=models.CASCADE, related_name="wishes"
    )
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swaps_asked")
    asked = models.ForeignKey(Person, verbose_name=_("Ask"), on_delete=models.PROTECT, related_name="swaps_to_answer")
    note = models.CharField(_("Note"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=SwapState, default=SwapState.ASKED, editable=False)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["asked"], condition=Q(state=SwapState.ASKED), name="swap_to_answer"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["given"], condition=Q(state=SwapState.ASKED), name="swap_of_a_duty_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} / {self.asked}: {self.given}"


class Skill(Named):
    """Something a ticket may need somebody for (mission A14)."""

    position = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]


class SkillOf(models.Model):
    person = models.ForeignKey(Person, verbose_name=_("Person"), on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, verbose_name=_("Skill"), on_delete=models.CASCADE, related_name="holders")
    level = models.PositiveSmallIntegerField(_("Level"), choices=SkillLevel, default=SkillLevel.ABLE)

    class Meta:
        ordering: ClassVar = ["skill__position", "skill_id", "-level", "person_id"]
        verbose_name_plural = "skills of persons"
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "skill"], name="skill_of_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.skill}"


class Feed(models.Model):
    """The calendar address of a person. It is signed and carries `number`: counting up ends every earlier address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="duty_feed")
    number = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.person} {self.number}"
