from collections.abc import Mapping
from typing import Any, ClassVar

import orjson
from django import forms
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import NAMES, ReadersField
from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import NOBODY, Actor
from fuwutai.rules.forms import ConditionsField
from fuwutai.workspace.macros import pages, recipe
from fuwutai.workspace.macros.choices import Says
from fuwutai.workspace.macros.models import Macro
from fuwutai.workspace.macros.permissions import MACROS
from fuwutai.workspace.replies.forms import VariablesEditor
from fuwutai.workspace.sharing.forms import ShareableForm


class StepsEditor(forms.Widget):
    """A tick for each verb, and below it the verb's own fields. A program sends the same as JSON."""

    reader: Actor = NOBODY

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        context = {"name": name, "steps": pages.drawn(str(value or ""), self.reader, name)}
        template: Any = engines["jinja2"].get_template("workspace/macros/editor.html")
        drawn: SafeString = mark_safe(template.render(context))  # noqa: S308 - the template escapes
        return drawn

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if name in data:
            return data[name]
        steps = []
        for verb in recipe.offered():
            place = f"{name}-{verb.key}"
            if data.get(place):
                sent = {field.name: str(data.get(f"{place}-{field.name}") or "") for field in verb.fields}
                steps.append({"verb": verb.key, "values": {key: value for key, value in sent.items() if value}})
        return orjson.dumps(steps).decode()

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class StepsField(ReadersField, forms.CharField):
    """What a macro does, cleaned to JSON in the order in which it is done."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=StepsEditor(), required=False, max_length=recipe.LONGEST, **options)
        self.actor: Actor = NOBODY

    def read_by(self, actor: Actor) -> None:
        self.actor = self.widget.reader = actor

    def clean(self, value: Any) -> str:
        try:
            return recipe.to_json(recipe.read(super().clean(value), self.actor))
        except Invalid as refusal:
            sentences = [str(each) for several in refusal.fields.values() for each in several]
            raise forms.ValidationError(sentences) from None


class MacroForm(ShareableForm[Macro]):
    sharing = MACROS
    says = forms.ChoiceField(
        label=_("Writes"), required=False, choices=[("", _("Nothing")), *Says.choices], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Text"), max_length=5_000, required=False, widget=VariablesEditor, help_text=_("Of the reply or note.")
    )
    steps_json = StepsField(label=_("What it does"))
    conditions_json = ConditionsField(catalogue="tickets", label=_("Offered only where"))

    class Meta:
        model = Macro
        fields: ClassVar = [*NAMES, "says", "text", "steps_json", "shared", "conditions_json"]
