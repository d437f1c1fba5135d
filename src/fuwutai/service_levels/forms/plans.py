"""Forms of escalation plans."""

from typing import Any, ClassVar

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core.configuration.forms import NAMES, SettingForm, offer
from fuwutai.notices import rooms, transports
from fuwutai.notices.choices import Channel
from fuwutai.people.models import Team
from fuwutai.service_levels.choices import Audience, Metric
from fuwutai.service_levels.models import Plan, Step
from fuwutai.service_levels.services import plans


class Side(TextChoices):
    """On which side of the share of the time the minutes lie."""

    AFTER = "after", pgettext_lazy("minutes of working time", "later")
    BEFORE = "before", pgettext_lazy("minutes of working time", "earlier")


# Left empty they mean: not again.
_NONE_IS_ZERO = ("repeat_minutes", "repeat_times")


class PlanForm(SettingForm[Plan]):
    class Meta:
        model = Plan
        fields: ClassVar = [*NAMES]


class StepForm(SettingForm[Step]):
    """A step. What the model keeps as signed minutes and as words in a row, people see as a side and as chips."""

    metric = forms.ChoiceField(
        label=_("Of which promise"), choices=[("", pgettext_lazy("of all promises", "Any")), *Metric.choices],
        required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=31 * 24 * 60, initial=0, required=False)
    side = forms.ChoiceField(label=_("Before or after"), choices=Side.choices, initial=Side.AFTER, required=False)
    to = forms.MultipleChoiceField(
        label=_("Who is told"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    ways = forms.MultipleChoiceField(label=_("By"), required=False, widget=forms.CheckboxSelectMultiple)
    rooms = forms.MultipleChoiceField(label=_("Chat rooms"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Step
        fields: ClassVar = [
            "metric", "share", "minutes", "side", "to", "ways", "rooms", "hand_to", "repeat_minutes", "repeat_times",
            "unless_acknowledged",
        ]  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        step = self.instance
        for name in _NONE_IS_ZERO:
            self.fields[name].required = False
        self.initial.update(
            minutes=abs(step.minutes), side=Side.BEFORE if step.minutes < 0 else Side.AFTER,
            to=step.audiences, ways=step.channels, rooms=step.rooms.split(),
        )  # fmt: skip

    def narrow(self, actor: Any) -> None:
        offer(self, "hand_to", Team.objects.filter(active=True).order_by("line", "id"))
        ways: Any = self.fields["ways"]
        ways.choices = [(channel.value, _label(channel)) for channel in Channel]
        chosen = self.instance.rooms.split()
        known = {room.key: room.name for room in rooms.listed()}
        kept = {key: _("%(room)s (out of use)") % {"room": key} for key in chosen if key not in known}
        field: Any = self.fields["rooms"]
        field.choices = list((known | kept).items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        minutes = cleaned.get("minutes") or 0
        cleaned["minutes"] = -minutes if cleaned.get("side") == Side.BEFORE else minutes
        for name in _NONE_IS_ZERO:
            if name in cleaned:
                cleaned[name] = cleaned[name] or 0
        if cleaned.get("repeat_times") and not cleaned.get("repeat_minutes", 1):
            # The database refuses it too, but can't say so in words.
            self.add_error("repeat_minutes", plans.AGAIN_AFTER)
        for name in ("to", "ways", "rooms"):
            if name in cleaned:
                cleaned[name] = " ".join(cleaned[name])
        return cleaned


def _label(channel: Channel) -> object:
    """The way, and that nothing is set up for it; it can be chosen even so."""
    if channel in transports.open_channels():
        return channel.label
    return _("%(way)s (no gateway yet)") % {"way": channel.label}
