"""Forms of views."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import NAMES, SettingForm, offer
from fuwutai.people.models import Role, Team
from fuwutai.rules.forms import ConditionsField
from fuwutai.tickets.forms_lists import ColumnsField
from fuwutai.workspace.models import View
from fuwutai.workspace.roles import SHARE

_SHARING = ("audience", "teams", "roles")


class ViewForm(SettingForm[View]):
    conditions_json = ConditionsField(
        catalogue="tickets", label=_("Which tickets"), counted_at="workspace:view-count", counted_with="whose"
    )
    columns = ColumnsField()

    class Meta:
        model = View
        fields: ClassVar = [
            *NAMES, "icon", "whose", "conditions_json", "layout", "order", "columns", "density", *_SHARING,
        ]  # fmt: skip
        widgets: ClassVar = {
            "audience": forms.RadioSelect, "teams": forms.CheckboxSelectMultiple, "roles": forms.CheckboxSelectMultiple,
            "icon": forms.RadioSelect,
        }  # fmt: skip

    def narrow(self, actor: Any) -> None:
        words = {"whose": _("All that I may see"), **dict.fromkeys(("layout", "order", "density"), _("As usual"))}
        for name, usual in words.items():
            self.fields[name].choices = [("", usual), *self.fields[name].choices[1:]]  # type: ignore[attr-defined]
        if not actor.can(SHARE):
            for name in _SHARING:
                del self.fields[name]
            return
        offer(self, "teams", Team.objects.filter(active=True).order_by("line", "id"))
        offer(self, "roles", Role.objects.all())

    @property
    def several(self) -> dict[str, Any]:
        """Those with whom it is shared, as `services.save` takes them."""
        return {name: list(self.cleaned_data.get(name) or ()) for name in ("teams", "roles")}
