"""The forms of what settles classes and tolerable waiting."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core.configuration.forms import SettingForm
from fuwutai.rules.forms import ConditionsField
from fuwutai.tickets.models import GradeRule, MajorCondition, Symptom


class GradeRuleForm(SettingForm[GradeRule]):
    times = forms.IntegerField(
        label=_("How often"), min_value=2, max_value=20, initial=3,
        help_text=_("For what is reported again: so many times, this one included."),
    )  # fmt: skip
    days = forms.IntegerField(label=_("Within days"), min_value=1, max_value=365, initial=7)
    conditions_json = ConditionsField(
        catalogue="tickets", help_text=_("All of them must hold as well. Empty: for every ticket.")
    )

    class Meta:
        model = GradeRule
        fields = ("name_zh_hans", "name_zh_hant", "name_en", "grade", "occasion", "times", "days", "conditions_json")
        labels: ClassVar = {"occasion": pgettext_lazy("of a rule", "When")}


class MajorConditionForm(SettingForm[MajorCondition]):
    class Meta:
        model = MajorCondition
        fields = ("name_zh_hans", "name_zh_hant", "name_en")


class SymptomForm(SettingForm[Symptom]):
    class Meta:
        model = Symptom
        fields = ("name_zh_hans", "name_zh_hant", "name_en")
