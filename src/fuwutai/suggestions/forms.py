from typing import ClassVar

from fuwutai.core.configuration.forms import SettingForm
from fuwutai.suggestions.models import Policy


class PolicyForm(SettingForm[Policy]):
    class Meta:
        model = Policy
        fields: ClassVar = ["fills_at", "burst_least"]
