"""Files in a form: read, checked, and handed on as uploads."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fuwutai.core.errors import Invalid
from fuwutai.files import services
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
