"""The forms of gateways and chat rooms: a new one begins with a shape, its page shows everything."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.channels.gateways import presets
from fuwutai.channels.gateways.choices import GatewayKind, Signing
from fuwutai.channels.gateways.models import Gateway, Hook, Room
from fuwutai.core.configuration.forms import SettingForm, offer
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor

_REQUEST = ["method", "url", "headers", "body_form", "body", "signing"]
_ANSWER = ["statuses", "answer_path", "answer_value", "later_values", "patience"]
# With these a hook works as it is; a program need not send them.
_WITH_DEFAULTS = ("method", "body_form", "signing", "patience")


def _secret(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class _NewHookForm(SettingForm[Any]):
    """Only a name and the shape to begin with; the rest is filled in on the page that opens then."""

    shapes: ClassVar[tuple[presets.Preset, ...]] = ()
    preset = forms.ChoiceField(label=_("Begin with"), help_text=_("Everything can be changed afterwards."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["preset"].choices = [(shape.key, shape.label) for shape in self.shapes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begin_with(self.instance, cleaned.get("preset", ""))
        return cleaned


def begin_with(hook: Hook, preset: str) -> None:
    """Give a hook the shape of a preset. It is out of use until somebody has filled in what is missing."""
    hook.active = False
    for name, value in presets.BY_KEY[preset].values.items() if preset in presets.BY_KEY else ():
        setattr(hook, name, value)


class NewGatewayForm(_NewHookForm):
    shapes = (*presets.SMS, *presets.CHAT)

    class Meta:
        model = Gateway
        fields: ClassVar = ["name"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("preset") in {shape.key for shape in presets.CHAT}:
            self.instance.kind, self.instance.reaches = GatewayKind.IM, AddressKind.EMAIL
        return cleaned


class NewRoomForm(_NewHookForm):
    shapes = presets.ROOMS

    class Meta:
        model = Room
        fields: ClassVar = ["name", "team"]

    def narrow(self, actor: Actor) -> None:
        offer(self, "team", Team.objects.filter(active=True))


class _HookForm(SettingForm[Any]):
    secret = _secret(_("Secret"))
    signing_secret = _secret(_("Secret of the signature"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in _WITH_DEFAULTS:
            self.fields[name].required = False
        self.fields["secret"].help_text = _("Goes wherever {secret} stands. Kept encrypted, never shown.")
        for name in ("secret", "signing_secret"):
            if getattr(self.instance, name):
                self.fields[name].help_text = _("One is stored. Leave this empty to keep it.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in _WITH_DEFAULTS:
            if cleaned.get(name) in {None, ""}:
                cleaned[name] = getattr(self.instance, name)
        if cleaned.get("signing") != Signing.NONE and not (
            cleaned.get("signing_secret") or self.instance.signing_secret or not cleaned.get("active")
        ):
            self.add_error("signing_secret", _("A signature needs its secret."))
        return cleaned

    @property
    def secrets(self) -> dict[str, str]:
        """What was typed, for the service."""
        return {name: self.cleaned_data.get(name, "") for name in ("secret", "signing_secret")}


_WIDGETS = {"headers": forms.Textarea(attrs={"rows": 2}), "body": forms.Textarea(attrs={"rows": 6})}


class GatewayForm(_HookForm):
    class Meta:
        model = Gateway
        fields: ClassVar = [
            "name", "active", "kind", "reaches", "prefixes", "country_code", "most_segments", *_REQUEST, *_ANSWER,
        ]  # fmt: skip
        widgets: ClassVar = _WIDGETS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("reaches", "most_segments", "kind"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("reaches", "most_segments", "kind"):
            if cleaned.get(name) in {None, ""}:
                cleaned[name] = getattr(self.instance, name)
        return cleaned


class RoomForm(_HookForm):
    class Meta:
        model = Room
        fields: ClassVar = ["name", "active", "team", "language", *_REQUEST, *_ANSWER]
        widgets: ClassVar = _WIDGETS

    def narrow(self, actor: Actor) -> None:
        offer(self, "team", Team.objects.filter(active=True))
