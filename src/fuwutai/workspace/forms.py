"""Forms of views."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import NAMES, SettingForm, offer
from fuwutai.people.models import Role, Team
from fuwutai.rules.forms import ConditionsField
from fuwutai.tickets.pages import columns
from fuwutai.tickets.pages.columns import Column
from fuwutai.workspace.choices import Density
from fuwutai.workspace.models import View
from fuwutai.workspace.roles import SHARE

_SHARING = ("audience", "teams", "roles")


class ColumnsField(forms.MultipleChoiceField):
    """What the rows show, kept as text; empty for the usual columns."""

    def __init__(self, **options: Any) -> None:
        options = {"label": _("Columns"), "required": False, **options}
        super().__init__(choices=Column.choices, widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> str:
        chosen = super().clean(value)
        return columns.write(chosen) if frozenset(chosen) != columns.USUAL else ""

    def prepare_value(self, value: Any) -> Any:
        return list(columns.read(value)) if isinstance(value, str) else value


class ViewForm(SettingForm[View]):
    conditions_json = ConditionsField(catalogue="tickets", label=_("Which tickets"))
    columns = ColumnsField()

    class Meta:
        model = View
        fields: ClassVar = [
            *NAMES, "icon", "whose", "conditions_json", "order", "columns", "density", "audience", "teams", "roles",
        ]  # fmt: skip
        widgets: ClassVar = {
            "audience": forms.RadioSelect, "teams": forms.CheckboxSelectMultiple, "roles": forms.CheckboxSelectMultiple,
            "icon": forms.RadioSelect,
        }  # fmt: skip

    def narrow(self, actor: Any) -> None:
        for name, words in (("whose", _("All that I may see")), ("order", _("As usual")), ("density", _("As usual"))):
            self.fields[name].choices = [("", words), *self.fields[name].choices[1:]]  # type: ignore[attr-defined]
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


class RowsForm(forms.Form):
    """How one person wants the rows of a view."""

    columns = ColumnsField()
    density = forms.ChoiceField(
        label=_("Height of the rows"), required=False, choices=[("", _("As usual")), *Density.choices],
        widget=forms.RadioSelect,
    )  # fmt: skip
