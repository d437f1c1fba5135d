"""Forms of how lists are shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.tickets.choices import Density, Layout, Order
from fuwutai.tickets.pages import columns
from fuwutai.tickets.pages.columns import Column

_AS_USUAL = ("", _("As usual"))


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


class ArrangementForm(forms.Form):
    """How one person wants a list; its values are those of an `Arrangement`."""

    layout = forms.ChoiceField(label=_("Shown as"), required=False, choices=[_AS_USUAL, *Layout.choices])
    order = forms.ChoiceField(label=_("Order"), required=False, choices=[_AS_USUAL, *Order.choices])
    columns = ColumnsField()
    density = forms.ChoiceField(
        label=_("Height of the rows"), required=False, choices=[_AS_USUAL, *Density.choices], widget=forms.RadioSelect
    )
