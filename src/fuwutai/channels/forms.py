"""The form of a mailbox. What must be filled in depends on how mail comes and goes; the model says so."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.channels.choices import PORTS, SignIn
from fuwutai.channels.mailboxes.authorities import SERVERS
from fuwutai.channels.models import Mailbox
from fuwutai.core.configuration.forms import SettingForm
from fuwutai.people.choices import TeamKind
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lifecycle
from fuwutai.tickets.models import Category

_NOT_ALWAYS_SHOWN = ("in_security", "folder", "fetched", "out_security", "sign_in", "provider", "consent")


def _password(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class MailboxForm(SettingForm[Mailbox]):
    in_password = _password(_("Password"))
    out_password = _password(_("Password"))
    client_secret = _password(_("Client secret"))
    sends_by_default = forms.BooleanField(
        label=_("Default sender"), required=False, help_text=_("Sends what belongs to no other mailbox.")
    )
    kind = forms.ChoiceField(label=_("Kind of ticket"))

    class Meta:
        model = Mailbox
        fields: ClassVar = [
            "name", "address", "further_addresses", "active", "desk", "kind", "category", "takes_programs",
            "incoming", "in_host", "in_security", "in_port", "in_user", "folder", "fetched", "move_to",
            "outgoing", "out_host", "out_security", "out_port", "out_user", "pickup_folder",
            "sign_in", "provider", "tenant", "client_id", "consent", "authorize_url", "token_url", "scopes",
            "checks_certificate",
        ]  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in lifecycle.kinds()]  # type: ignore[attr-defined]
        for name in _NOT_ALWAYS_SHOWN:
            # Left out of the page they keep what they were; the model knows what is needed.
            self.fields[name].required = False
        self.initial.setdefault("sends_by_default", self.instance.default)
        for name, secret in (
            ("in_password", self.instance.in_secret),
            ("out_password", self.instance.out_secret),
            ("client_secret", self.instance.client_secret),
        ):
            if secret:
                self.fields[name].help_text = _("One is stored. Leave this empty to keep it.")

    def narrow(self, actor: Actor) -> None:
        desk, category = self.fields["desk"], self.fields["category"]
        desk.queryset = Team.objects.filter(kind=TeamKind.DESK, active=True)  # type: ignore[attr-defined]
        desk.empty_label = _("By the requester's organisation")  # type: ignore[attr-defined]
        category.queryset = Category.objects.filter(active=True)  # type: ignore[attr-defined]
        category.empty_label = _("The desk decides")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["folder"] = cleaned.get("folder") or "INBOX"
        self.instance.default = cleaned.get("sends_by_default", False)
        return cleaned


def with_usual_servers(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a form that is being filled in, with the usual servers and ports where none were typed."""
    known = SERVERS.get(values.get("provider", ""), {}) if values.get("sign_in") == SignIn.OAUTH else {}
    foreign = {host for servers in SERVERS.values() for host in servers.values()} | {""}
    for side, protocol in (("in", values.get("incoming", "")), ("out", values.get("outgoing", ""))):
        if protocol in known and values.get(f"{side}_host", "") in foreign:
            values[f"{side}_host"] = known[protocol]
    return _with_usual_ports(values)


def _with_usual_ports(values: dict[str, Any]) -> dict[str, Any]:
    usual = {str(port) for port in PORTS.values()} | {""}
    for side, protocol in (("in", values.get("incoming", "")), ("out", values.get("outgoing", ""))):
        port = PORTS.get((protocol, values.get(f"{side}_security", "")))
        if port and str(values.get(f"{side}_port") or "") in usual:
            values[f"{side}_port"] = port
    return values
