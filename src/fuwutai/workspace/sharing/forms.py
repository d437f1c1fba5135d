from typing import Any, ClassVar, Generic

from django import forms

from fuwutai.core.configuration.forms import SettingForm
from fuwutai.core.errors import Forbidden
from fuwutai.people.permissions import Actor
from fuwutai.workspace.sharing.rules import Record, Sharing


class ShareableForm(SettingForm[Record], Generic[Record]):
    """Asks whether to share where one may."""

    sharing: ClassVar[Sharing[Any]]

    def narrow(self, actor: Actor) -> None:
        if actor.can(self.sharing.share):
            return
        if self.instance.shared:
            raise Forbidden(self.sharing.refused)
        del self.fields["shared"]

    def clean(self) -> dict[str, Any]:
        # A program may send what the page does not ask; it is told that nothing was shared.
        if "shared" not in self.fields and self.data.get(self.add_prefix("shared")):
            raise forms.ValidationError(self.sharing.refused)
        return super().clean()
