"""Files in a form: read, checked, and handed on as uploads. And the form of what may be attached."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import SettingForm
from fuwutai.core.errors import Invalid
from fuwutai.files import services
from fuwutai.files.models import Policy
from fuwutai.files.services import Upload


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; the cleaned value is a list of `Upload` that may be attached as it is."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        uploads = [
            Upload(name=file.name or "", content=file.read(), declared_type=file.content_type or "") for file in given
        ]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"], code="required")
        try:
            services.check(uploads)
        except Invalid as refusal:
            raise ValidationError(refusal.fields["files"]) from None
        return uploads


class PolicyForm(SettingForm[Policy]):
    most_megabytes = forms.IntegerField(
        label=_("Largest file (MB)"),
        min_value=1,
        max_value=500,
        help_text=_("Mail servers often take no more than 25."),
    )
    most_files = forms.IntegerField(label=_("Most files at once"), min_value=1, max_value=100)
    blocked_endings = forms.CharField(
        label=_("Endings that may not be attached"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Separated by spaces. Programs are refused whatever they call themselves."),
    )

    class Meta:
        model = Policy
        fields = ("most_megabytes", "most_files", "blocked_endings")

    def clean_blocked_endings(self) -> str:
        found = re.split(r"[\s,;]+", self.cleaned_data["blocked_endings"].lower())
        return " ".join(dict.fromkeys(ending.lstrip("*.") for ending in found if ending.strip("*.")))
