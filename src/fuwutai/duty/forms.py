"""Forms of rosters. Hours are said on the wall clock of the team, or of whoever is away."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.calendars import queries as calendars
from fuwutai.core import clock, zones
from fuwutai.core.configuration import changes
from fuwutai.core.configuration.forms import Found, SettingForm, offer
from fuwutai.core.configuration.merging import Merging
from fuwutai.duty import queries
from fuwutai.duty.choices import AbsenceKind, SkillLevel
from fuwutai.duty.models import Absence, Duty, Roster, Shift, Skill, SkillOf
from fuwutai.duty.services import Offer, Slot, Wishes
from fuwutai.people import permissions as people
from fuwutai.people.models import Membership, Person, Team
from fuwutai.people.permissions import Actor

_DAY = timedelta(days=1)
_MOST_WEEKS = 26


def _date(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_in_our_times])


def _in_our_times(day: date) -> None:
    """Days at the end of time overflow when their zone is changed."""
    if not 2000 <= day.year <= 2199:
        raise forms.ValidationError(_("This date can't be right."))


def _time(label: Any, **options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, **options)


class ShiftForm(SettingForm[Shift]):
    zone = forms.ChoiceField(label=_("Time zone"), choices=[(name, name.replace("_", " ")) for name in zones.known()])

    class Meta:
        model = Shift
        fields = ("name_zh_hans", "name_zh_hant", "name_en", "code", "starts", "minutes", "zone", "colour")
        widgets: ClassVar = {
            "starts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "colour": forms.RadioSelect,
        }

    def narrow(self, actor: Actor) -> None:
        self.fields["minutes"].help_text = _("How long it lasts: 480 are eight hours. It may reach into the next day.")


class SkillForm(SettingForm[Skill]):
    class Meta:
        model = Skill
        fields = ("name_zh_hans", "name_zh_hant", "name_en")


class RosterForm(SettingForm[Roster]):
    class Meta:
        model = Roster
        fields = ("calendar", "active")

    def narrow(self, actor: Actor) -> None:
        offer(self, "calendar", calendars.calendars())
        self.fields["active"].help_text = _("Otherwise all members of the team count as on duty in office hours.")


class DutyForm(Merging, forms.Form):
    """One duty: who, on which day, and a shift or hours of its own."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Person"), empty_label="—")
    day = _date(_("Day"))
    shift = forms.ModelChoiceField(
        Shift.objects.none(), label=_("Shift"), required=False, empty_label=_("Hours of its own")
    )
    starts = _time(pgettext_lazy("hours", "From"))
    ends = _time(
        pgettext_lazy("hours", "Until"), help_text=_("Without a shift. A time before the beginning is on the next day.")
    )

    def __init__(self, *args: Any, team: Team, duty: Duty | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = queries.zone_of(team)
        offer(self, "person", _offered(team, duty))
        kept = Shift.objects.filter(duties=duty.pk) if duty else Shift.objects.none()
        offer(self, "shift", Shift.objects.filter(Q(active=True) | Q(pk__in=kept)))
        if duty:
            self.initial = {**self._told(duty), **self.initial}
            self.watch(changes.fingerprint(duty))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self.must_be_fresh(values.get("seen", ""))
        shift, starts, ends = values.get("shift"), values.get("starts"), values.get("ends")
        if shift is None and "shift" not in self.errors:
            for name, value in (("starts", starts), ("ends", ends)):
                if value is None and name not in self.errors:
                    self.add_error(name, _("Choose a shift, or say from when until when."))
            if starts and starts == ends:
                self.add_error("ends", _("The duty has to end after it begins."))
        return values

    @property
    def slot(self) -> Slot:
        """What the cleaned form asks for."""
        values = self.cleaned_data
        if values["shift"]:
            begins, until = values["shift"].on(values["day"])
            return Slot(values["person"], begins, until, values["shift"])
        last = values["day"] + (_DAY if values["ends"] < values["starts"] else timedelta())
        start = datetime.combine(values["day"], values["starts"], tzinfo=self.zone)
        end = datetime.combine(last, values["ends"], tzinfo=self.zone)
        return Slot(values["person"], start.astimezone(UTC), end.astimezone(UTC))

    def _told(self, duty: Duty) -> dict[str, Any]:
        zone = ZoneInfo(duty.shift.zone) if duty.shift else self.zone
        start, end = duty.start.astimezone(zone), duty.end.astimezone(zone)
        hours = {} if duty.shift else {"starts": start.time(), "ends": end.time()}
        return {"person": duty.person_id, "day": start.date(), "shift": duty.shift_id, **hours}


def _offered(team: Team, duty: Duty | None) -> QuerySet[Person]:
    """The members, and whoever has the duty now."""
    members = Q(active=True, pk__in=Membership.objects.filter(team=team).values("person"))
    return Person.objects.filter(members | Q(pk=duty.person_id if duty else 0)).order_by("name", "pk")


class AbsenceForm(forms.Form):
    """From the morning of one day to the evening of another, or less when times are given."""

    person = Found(Person.objects.none(), label=_("Person"), view="people:lookup")
    first = _date(pgettext_lazy("hours", "From"))
    starts = _time(_("Time"), help_text=_("Empty: from the morning on."))
    last = _date(pgettext_lazy("hours", "Until"))
    ends = _time(_("Time"), help_text=_("Empty: the whole day."))
    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind.choices, initial=AbsenceKind.LEAVE)
    stand_in = Found(Person.objects.none(), label=_("Stand-in"), required=False, view="people:lookup")
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, actor: Actor, absence: Absence, **options: Any) -> None:
        super().__init__(*args, **options)
        self.absence = absence
        offer(self, "person", people.visible_persons(actor).filter(active=True))
        offer(self, "stand_in", people.visible_persons(actor).filter(active=True))
        if absence.pk:
            del self.fields["person"]
            self.initial = {**self._told(), **self.initial}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("first") and values.get("last"):
            if values["last"] < values["first"]:
                self.add_error("last", _("The absence has to end after it begins."))
            elif self._span(values)[0] >= self._span(values)[1]:
                self.add_error("ends", _("The absence has to end after it begins."))
        person = values.get("person") or (self.absence.person if self.absence.pk else None)
        if person and values.get("stand_in") == person:
            self.add_error("stand_in", _("Nobody stands in for themselves."))
        return values

    @property
    def filled(self) -> Absence:
        """The absence with what the cleaned form says."""
        values = self.cleaned_data
        absence = self.absence
        if "person" in values:
            absence.person = values["person"]
        absence.start, absence.end = self._span(values)
        absence.kind, absence.stand_in, absence.note = values["kind"], values["stand_in"], values["note"]
        return absence

    def _span(self, values: Mapping[str, Any]) -> tuple[datetime, datetime]:
        zone = timezone.get_current_timezone()
        ends = values.get("ends")
        last = values["last"] if ends else values["last"] + _DAY
        start = datetime.combine(values["first"], values.get("starts") or time(0), tzinfo=zone)
        return start.astimezone(UTC), datetime.combine(last, ends or time(0), tzinfo=zone).astimezone(UTC)

    def _told(self) -> dict[str, Any]:
        start, end = timezone.localtime(self.absence.start), timezone.localtime(self.absence.end)
        whole = end.time() == time(0)
        return {
            "first": start.date(), "starts": start.time() if start.time() != time(0) else None,
            "last": end.date() - _DAY if whole else end.date(), "ends": None if whole else end.time(),
            "kind": self.absence.kind, "stand_in": self.absence.stand_in_id, "note": self.absence.note,
        }  # fmt: skip


class _DutyChoice(forms.ModelChoiceField[Duty]):
    def label_from_instance(self, obj: Duty) -> str:
        start, end = timezone.localtime(obj.start), timezone.localtime(obj.end)
        return f"{obj.person} {start:%Y-%m-%d %H:%M}-{end:%H:%M}"


class SwapForm(forms.Form):
    asked = forms.ModelChoiceField(Person.objects.none(), label=_("Who shall take it"), required=False, empty_label="—")
    taken = _DutyChoice(
        Duty.objects.none(), label=_("In exchange for"), required=False, empty_label=_("Nothing, as a favour")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, duty: Duty, **options: Any) -> None:
        super().__init__(*args, **options)
        members = Person.objects.filter(active=True, membership__team=duty.team_id).exclude(pk=duty.person_id)
        offer(self, "asked", members.order_by("name", "pk"))
        coming = Duty.objects.select_related("person").filter(team=duty.team_id, start__gt=clock.now())
        offer(self, "taken", coming.exclude(person=duty.person_id).order_by("start", "pk"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("asked") and not values.get("taken") and not self.errors:
            self.add_error("asked", _("Choose somebody, or one of their duties."))
        return values

    @property
    def offer(self) -> Offer:
        values = self.cleaned_data
        return Offer(values["asked"] or values["taken"].person, values["taken"], values["note"])


class RolloutForm(forms.Form):
    """A pattern for several weeks. `way` is weekly or daily turns, or the week before once more."""

    WAYS: ClassVar = [
        ("weekly", _("Another shift each week")),
        ("daily", _("Taking turns day by day")),
        ("copy", _("The week before once more")),
    ]
    DAYS: ClassVar = [("workdays", _("Working days")), ("all", _("Every day")), ("off", _("Days off only"))]

    way = forms.ChoiceField(label=_("How"), choices=WAYS, initial="weekly", widget=forms.RadioSelect)
    first = _date(_("First day"))
    weeks = forms.IntegerField(label=_("Weeks"), min_value=1, max_value=_MOST_WEEKS, initial=4)
    on = forms.ChoiceField(label=_("On"), choices=DAYS, initial="workdays", widget=forms.RadioSelect)
    shifts = forms.ModelMultipleChoiceField(
        Shift.objects.none(), label=_("Shifts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    persons = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Who takes turns"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, team: Team, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "shifts", Shift.objects.filter(active=True))
        offer(self, "persons", _offered(team, None))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("way") in ("weekly", "daily"):
            if not values.get("shifts") and "shifts" not in self.errors:
                self.add_error("shifts", _("Choose at least one shift."))
            if not values.get("persons") and "persons" not in self.errors:
                self.add_error("persons", _("A roster with no one in it helps nobody: choose who takes turns."))
        return values

    @property
    def wishes(self) -> Wishes:
        values = self.cleaned_data
        return Wishes(
            values["way"], values["first"], values["weeks"], values["on"], tuple(values["shifts"]),
            tuple(values["persons"]),
        )  # fmt: skip


class SkillsForm(Merging, forms.Form):
    """What one person can do: a level for each skill in use."""

    LEVELS: ClassVar = [("0", "—"), *((str(value), label) for value, label in SkillLevel.choices)]

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        held = dict(SkillOf.objects.filter(person=person).values_list("skill", "level"))
        self.offered = list(Skill.objects.filter(active=True))
        for skill in self.offered:
            self.fields[f"skill_{skill.pk}"] = forms.ChoiceField(
                label=skill.name, choices=self.LEVELS, initial=str(held.get(skill.pk, 0)), required=False
            )
        self.watch(changes.fingerprint_of(sorted(held.items())))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self.must_be_fresh(values.get("seen", ""))
        return values

    @property
    def levels(self) -> dict[Skill, int]:
        found = {skill: int(self.cleaned_data[f"skill_{skill.pk}"] or 0) for skill in self.offered}
        return {skill: level for skill, level in found.items() if level}
