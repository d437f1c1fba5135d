"""The sheets and forms of a room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.configuration.forms import Found, SettingForm
from fuwutai.core.configuration.merging import Merging
from fuwutai.incidents.major.choices import Audience, FindingState, RoomPart
from fuwutai.incidents.major.models import LANGUAGES, Review, UpdateTemplate
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor, visible_persons

_LONGEST = 20_000
MINUTES = (15, 30, 45, 60, 120)


def _prose(label: Any, *, required: bool = False, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=_LONGEST, widget=widget)


class RoomForm(forms.Form):
    """A form that knows who fills it in."""

    def __init__(self, data: Any = None, *, actor: Actor, **options: Any) -> None:
        super().__init__(data, **options)
        for field in self.fields.values():
            if isinstance(field, Found):
                field.queryset = visible_persons(actor).filter(active=True)


class _Rhythm(RoomForm):
    minutes = forms.TypedChoiceField(
        label=_("An update every … minutes"), choices=[(each, each) for each in MINUTES], coerce=int, initial=30,
        widget=forms.RadioSelect,
    )  # fmt: skip


class ConfirmForm(_Rhythm):
    note = _prose(_("First assessment"))


class RhythmForm(_Rhythm):
    pass


class ReasonForm(RoomForm):
    reason = _prose(_("Why it is none"), required=True)


class NoteForm(RoomForm):
    text = _prose(_("What was found, tried or decided"), required=True)


class EndForm(RoomForm):
    note = _prose(_("What restored it"))


class CallForm(RoomForm):
    person = Found(Person.objects.none(), view="people:lookup", label=_("Whom"))
    duty = forms.TypedChoiceField(
        label=_("Part"), choices=RoomPart.choices, coerce=RoomPart, initial=RoomPart.ENGINEER, widget=forms.RadioSelect
    )


class FindingForm(RoomForm):
    text = forms.CharField(label=_("What will be made better"), max_length=500)
    owner = Found(Person.objects.none(), view="people:lookup", label=_("Who sees to it"))
    due_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SettleForm(RoomForm):
    state = forms.TypedChoiceField(
        label=_("State"), choices=FindingState.choices, coerce=FindingState, widget=forms.RadioSelect
    )
    result = _prose(_("Result"))


class UpdateForm(RoomForm):
    """One text for each language, under its own name so that whoever reads no other finds it; one at least."""

    text_zh_hans = _prose("简体中文", rows=4)
    text_zh_hant = _prose("繁體中文", rows=4)
    text_en = _prose("English", rows=4)
    audiences = forms.TypedMultipleChoiceField(
        label=_("Who shall read it"), choices=Audience.choices, coerce=Audience, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"text_{language}"] for language in LANGUAGES}


class ReviewForm(Merging, forms.ModelForm):  # type: ignore[type-arg]
    """The review that several write together; whoever is second sees what was written meanwhile."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.watch(changes.fingerprint_of([getattr(self.instance, name) for name in self.Meta.fields]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.must_be_fresh(cleaned.pop("seen", ""))
        return cleaned

    class Meta:
        model = Review
        fields = ("summary", "effect", "causes", "went_well", "went_badly")
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in fields}  # noqa: RUF012 - as Django reads it


class UpdateTemplateForm(SettingForm[UpdateTemplate]):
    class Meta:
        model = UpdateTemplate
        fields = ("name_zh_hans", "name_zh_hant", "name_en", "text_zh_hans", "text_zh_hant", "text_en")
