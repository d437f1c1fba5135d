from typing import Any, ClassVar

from django import forms
from django.template import engines
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import NAMES
from fuwutai.rules.forms import ConditionsField
from fuwutai.workspace.replies import variables
from fuwutai.workspace.replies.models import ReplyTemplate
from fuwutai.workspace.replies.permissions import TEMPLATES
from fuwutai.workspace.sharing.forms import ShareableForm


class VariablesEditor(forms.Textarea):
    """The text, buttons that put variables into it, and how it could look."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        text = str(value or "")
        context = {
            "name": name, "text": text, "attrs": {**self.attrs, **(attrs or {})}, "variables": variables.VARIABLES,
            "pieces": variables.sample(text),
        }  # fmt: skip
        template: Any = engines["jinja2"].get_template("workspace/replies/editor.html")
        drawn: SafeString = mark_safe(template.render(context))  # noqa: S308 - the template escapes
        return drawn


class ReplyTemplateForm(ShareableForm[ReplyTemplate]):
    sharing = TEMPLATES
    text = forms.CharField(
        label=_("Text"),
        max_length=5_000,
        widget=VariablesEditor,
        help_text=_("May hold marks, as in a reply: **bold**, lists, `code`."),
    )
    conditions_json = ConditionsField(catalogue="tickets", label=_("Offered only where"))

    class Meta:
        model = ReplyTemplate
        fields: ClassVar = [*NAMES, "use", "text", "shared", "conditions_json"]
        widgets: ClassVar = {"use": forms.RadioSelect}
