"""Forms of the settings of dispatching."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import NAMES, Found, SettingForm, offer
from fuwutai.dispatch.models import Capacity, DispatchRule, Policy
from fuwutai.duty.models import Skill
from fuwutai.people.models import Person, Team
from fuwutai.rules.forms import ConditionsField


class DispatchRuleForm(SettingForm[DispatchRule]):
    conditions_json = ConditionsField(catalogue="tickets", label=_("Which tickets"), required=False)

    class Meta:
        model = DispatchRule
        fields: ClassVar = [*NAMES, "conditions_json", "team", "way", "skill", "level"]
        widgets: ClassVar = {"way": forms.RadioSelect}

    def narrow(self, actor: Any) -> None:
        offer(self, "team", Team.objects.filter(active=True).order_by("line", "id"))
        offer(self, "skill", Skill.objects.filter(active=True))


class CapacityForm(SettingForm[Capacity]):
    person = Found(Person.objects.filter(active=True), view="people:lookup", label=_("Person"), required=False)

    class Meta:
        model = Capacity
        fields: ClassVar = ["team", "person", "most"]

    def narrow(self, actor: Any) -> None:
        offer(self, "team", Team.objects.filter(active=True).order_by("line", "id"))


class PolicyForm(SettingForm[Policy]):
    class Meta:
        model = Policy
        fields: ClassVar = [
            "by_category", "most_returns", "hands_back", "warn_after", "warn_after_pressing", "back_after",
        ]  # fmt: skip
