"""What is written on the pages of calendars."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import hours
from fuwutai.calendars.choices import DayKind
from fuwutai.calendars.models import YEARLY, Calendar, CalendarDay
from fuwutai.calendars.picture import Day
from fuwutai.calendars.plan import Spans
from fuwutai.core import zones
from fuwutai.core.configuration.forms import SettingForm

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_PROMISE = 100_000


class HoursField(forms.CharField):
    """Spans of a day, written as a text; gives `Spans`."""

    def __init__(self, *, label: Any, **options: Any) -> None:
        super().__init__(label=label, required=False, max_length=200, **options)

    def clean(self, value: Any) -> Any:
        return hours.read(super().clean(value))


class CalendarForm(SettingForm[Calendar]):
    """A calendar with its week. A new one begins with the usual office hours."""

    zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name) for name in zones.known()], initial="Asia/Shanghai"
    )
    monday = HoursField(label=_("Monday"))
    tuesday = HoursField(label=_("Tuesday"))
    wednesday = HoursField(label=_("Wednesday"))
    thursday = HoursField(label=_("Thursday"))
    friday = HoursField(label=_("Friday"))
    saturday = HoursField(label=_("Saturday"))
    sunday = HoursField(label=_("Sunday"))

    class Meta:
        model = Calendar
        fields = ("name_zh_hans", "name_zh_hant", "name_en", "zone", "country", "subdivision")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        week = self.instance.week if self.instance.pk else (_OFFICE,) * 5 + ((), ())
        self.initial.update({name: hours.written(spans) for name, spans in zip(WEEKDAYS, week, strict=True)})

    @property
    def week(self) -> list[forms.BoundField]:
        return [self[name] for name in WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if all(name in cleaned for name in WEEKDAYS):
            self.instance.week = tuple(cleaned[name] for name in WEEKDAYS)
        return cleaned


class DayForm(SettingForm[CalendarDay]):
    """What a day of a calendar is."""

    hours = HoursField(label=_("Hours"), help_text=_("For special hours: 09:00-12:00, 13:30-18:00."))

    class Meta:
        model = CalendarDay
        fields = ("kind", "name", "yearly")
        widgets: ClassVar = {"kind": forms.RadioSelect}
        labels: ClassVar = {"kind": _("This day is"), "yearly": _("The same every year")}

    def __init__(self, *args: Any, now: Day, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = now.day
        self.initial["hours"] = hours.written(now.spans)
        if not self.instance.pk:
            self.initial["kind"] = DayKind.OFF if now.spans else DayKind.WORKED
        self.order_fields(["kind", "hours", "name", "yearly"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance.day = self.day.replace(year=YEARLY) if cleaned.get("yearly") else self.day
        if "hours" in cleaned:
            self.instance.spans = cleaned["hours"] if cleaned.get("kind") == DayKind.SPECIAL else ()
        return cleaned


def _in_our_times(moment: datetime) -> None:
    """Calendars are drawn to whole years, of which the last that Python counts has no end."""
    if not 1970 <= moment.year <= 2199:
        raise forms.ValidationError(_("This date can't be right."))


class PromiseForm(forms.Form):
    """A promise to try: so many hours, made at a wall time of the calendar's zone."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=_LONGEST_PROMISE)
    made = forms.DateTimeField(
        label=_("Made at"),
        input_formats=["%Y-%m-%dT%H:%M"],
        validators=[_in_our_times],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


_OFFICE: Spans = ((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600))
