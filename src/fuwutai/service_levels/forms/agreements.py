"""The form of an agreement."""

from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from fuwutai.calendars import queries as calendars
from fuwutai.core.configuration.forms import NAMES, SettingForm, offer
from fuwutai.people.models import Team
from fuwutai.rules.forms import ConditionsField
from fuwutai.rules.forms import of as catalogue
from fuwutai.service_levels import drafts, durations
from fuwutai.service_levels.choices import Metric
from fuwutai.service_levels.models import Agreement, Plan

PRIORITIES = range(1, 6)
_LONGEST = 10 * 366 * 24 * 60


def pause_reasons() -> list[tuple[str, Any]]:
    """Why a ticket can be on hold; those whose tickets they are know."""
    return [
        (str(getattr(value, "value", value)), label)
        for value, label in catalogue("tickets").fields["wait_for"].choices()
    ]


class AgreementForm(SettingForm[Agreement]):
    conditions_json = ConditionsField(catalogue="tickets", label=_("For which tickets"), required=False)
    pauses = forms.MultipleChoiceField(
        label=_("The clock stands still while"), required=False, choices=pause_reasons,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Agreement
        fields: ClassVar = [*NAMES, "kind", "team", "conditions_json", "calendar", "pauses", "reopening", "plan"]
        widgets: ClassVar = {"kind": forms.RadioSelect, "reopening": forms.RadioSelect}
        help_texts: ClassVar = {
            "team": _("Of an agreement with a group of ours: empty means every group. A supplier contract names one."),
            "plan": _("Who hears when the time runs out. Without a plan nobody is told."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial["pauses"] = self.instance.pauses.split()
        given = drafts.targets_of(self.instance) if self.instance.pk else {}
        day = durations.day_of(self.instance.calendar if self.instance.calendar_id else None)
        for metric in Metric:
            for priority in PRIORITIES:
                minutes = given.get((metric, priority))
                self.fields[_name(metric, priority)] = forms.CharField(
                    label=f"{metric.label} P{priority}", required=False, max_length=30
                )
                self.initial[_name(metric, priority)] = durations.shown(minutes, day=day) if minutes else ""

    def narrow(self, actor: Any) -> None:
        offer(self, "team", Team.objects.filter(active=True).order_by("line", "id"))
        offer(self, "calendar", calendars.calendars())
        offer(self, "plan", Plan.objects.filter(active=True))

    def clean_pauses(self) -> str:
        return " ".join(self.cleaned_data["pauses"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day = durations.day_of(cleaned.get("calendar"))
        self.targets: dict[tuple[str, int], int] = {}
        for metric in Metric:
            for priority in PRIORITIES:
                name = _name(metric, priority)
                try:
                    minutes = durations.read(cleaned.get(name, ""), day=day)
                except ValueError as error:
                    self.add_error(name, str(error))
                    continue
                if minutes and minutes > _LONGEST:
                    self.add_error(name, _("That is more than ten years. Leave it empty to promise nothing."))
                elif minutes:
                    self.targets[str(metric), priority] = minutes
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as a proposal keeps it."""
        return drafts.values(self.instance, self.targets)

    @property
    def matrix(self) -> list[tuple[int, list[BoundField]]]:
        return [(priority, [self[_name(metric, priority)] for metric in Metric]) for priority in PRIORITIES]

    @property
    def others(self) -> list[BoundField]:
        return [bound for bound in super().others if bound.name in self.Meta.fields]


def _name(metric: Metric, priority: int) -> str:
    return f"{metric}_{priority}"
