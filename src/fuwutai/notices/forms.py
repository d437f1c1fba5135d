"""Quiet hours: one's own, and those of everybody."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core.configuration.forms import SettingForm
from fuwutai.notices.models import QuietHours, StandardQuietHours

_STANDARD, _NEVER, _OWN = "standard", "never", "own"


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class QuietHoursForm(forms.Form):
    rule = forms.ChoiceField(label=_("Leave me in peace"), widget=forms.RadioSelect)
    starts = _hour(pgettext_lazy("hours", "From"))
    ends = _hour(pgettext_lazy("hours", "Until"))
    days_off = forms.BooleanField(
        label=_("Also on days off"),
        required=False,
        help_text=_("Weekends and public holidays; make-up workdays are workdays."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rule: Any = self.fields["rule"]
        rule.choices = [
            (_STANDARD, self.initial.get("standard", _("As for everybody"))),
            (_NEVER, _("Never: tell me at any time")),
            (_OWN, _("At these hours:")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("rule") == _OWN and not self.errors:
            for name in ("starts", "ends"):
                if cleaned.get(name) is None:
                    self.add_error(name, _("This field is required."))
            if not self.errors and cleaned["starts"] == cleaned["ends"]:
                self.add_error("ends", _("Quiet hours need an end that differs from their beginning."))
        return cleaned

    @property
    def hours(self) -> QuietHours | None:
        """What was chosen; None follows what holds for everybody."""
        chosen = self.cleaned_data
        match chosen["rule"]:
            case "own":
                return QuietHours(starts=chosen["starts"], ends=chosen["ends"], days_off=chosen["days_off"])
            case "never":
                return QuietHours(active=False)
        return None


def initial_of(own: QuietHours | None, standard: StandardQuietHours) -> dict[str, Any]:
    """The form as it stands now; `standard` puts into words what holds for everybody."""
    shown = own if own and own.active else standard
    return {
        "rule": (_OWN if own.active else _NEVER) if own else _STANDARD,
        "starts": shown.starts,
        "ends": shown.ends,
        "days_off": shown.days_off,
        "standard": _described(standard),
    }


def _described(standard: StandardQuietHours) -> str:
    if not standard.active:
        return str(_("As for everybody: no quiet hours"))
    hours = {"starts": standard.starts.strftime("%H:%M"), "ends": standard.ends.strftime("%H:%M")}
    if standard.days_off:
        return _("As for everybody: %(starts)s to %(ends)s, and days off") % hours
    return _("As for everybody: %(starts)s to %(ends)s") % hours


class StandardQuietHoursForm(SettingForm[StandardQuietHours]):
    class Meta:
        model = StandardQuietHours
        fields: ClassVar = ["active", "starts", "ends", "days_off"]
        widgets: ClassVar = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("starts", "ends")
        }
