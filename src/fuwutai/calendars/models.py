"""Calendars as people edit them, and the versions in which they were in force."""

import secrets
from calendar import isleap
from datetime import date
from typing import Any, ClassVar

import orjson
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import official
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.plan import Plan, Spans, read_spans
from fuwutai.core import clock, zones
from fuwutai.core.names import Named
from fuwutai.people.choices import Country

# Yearly days are kept in this year, which has a 29th of February.
YEARLY = 2000


def no_hours() -> str:
    return "[[],[],[],[],[],[],[]]"


def drawn() -> int:
    """A key nobody had before: processes keep plans by key, and a counted one may come again after a rollback."""
    return secrets.randbits(52)


class Calendar(Named):
    """Hours of a week in a zone, and which official days off change them."""

    zone = models.CharField(_("Time zone"), max_length=40, default="Asia/Shanghai", validators=[zones.check])
    country = models.CharField(
        _("Official days of"),
        max_length=2,
        choices=Country,
        blank=True,
        help_text=_("Public holidays and make-up workdays come in by themselves. Without a country there are none."),
    )
    subdivision = models.CharField(
        _("Part of the country"),
        max_length=10,
        blank=True,
        help_text=_("Its code, where parts of a country have days off of their own, like BY for Bavaria."),
    )
    week_json = models.TextField(_("Week"), default=no_hours)
    is_default = models.BooleanField(_("Default"), default=False, editable=False)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["-is_default", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="calendars_one_default_calendar"
            )
        ]

    @property
    def week(self) -> tuple[Spans, ...]:
        return tuple(read_spans(spans) for spans in orjson.loads(self.week_json))

    @week.setter
    def week(self, spans: tuple[Spans, ...]) -> None:
        self.week_json = orjson.dumps(spans).decode()

    def clean(self) -> None:
        if self.subdivision and self.subdivision not in official.subdivisions(self.country):
            known = ", ".join(official.subdivisions(self.country)) or "—"
            raise ValidationError(
                {"subdivision": _("There is no such part; these are known: %(known)s.") % {"known": known}}
            )


class CalendarDay(models.Model):
    """A day that somebody made different, once or every year; it goes before the official ones."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("Day"))
    yearly = models.BooleanField(_("Every year"), default=False)
    kind = models.CharField(_("What it is"), max_length=8, choices=DayKind, default=DayKind.OFF)
    spans_json = models.TextField(_("Hours"), default="[]")
    name = models.CharField(_("Name"), max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["calendar", "yearly", "day"],
                name="calendars_day_once_a_calendar",
                violation_error_message=_("This day is in the calendar already."),
            )
        ]

    def __str__(self) -> str:
        return self.name or (f"{self.day:%m-%d}" if self.yearly else self.day.isoformat())

    @property
    def spans(self) -> Spans:
        return read_spans(orjson.loads(self.spans_json))

    @spans.setter
    def spans(self, spans: Spans) -> None:
        self.spans_json = orjson.dumps(spans).decode()

    def shown_in(self, year: int) -> date:
        """Where it is found in a year; on the 29th of February in the next that has one."""
        if not self.yearly:
            return self.day
        while not (isleap(year) or (self.day.month, self.day.day) != (2, 29)):
            year += 1
        return self.day.replace(year=year)

    def is_on(self, day: date) -> bool:
        return (self.day.month, self.day.day) == (day.month, day.day) if self.yearly else self.day == day


class CalendarVersion(models.Model):
    """What a calendar amounted to from `made_at` on. Never changed and never deleted: clocks refer to it."""

    id = models.BigIntegerField(primary_key=True, default=drawn, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("Version"))
    made_at = models.DateTimeField(default=clock.now)
    plan_json = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["calendar_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendars_version_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.calendar} v{self.number}"

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("A version of a calendar never changes.")
        super().save(*args, **options)

    @property
    def plan(self) -> Plan:
        return Plan.from_json(self.plan_json)
