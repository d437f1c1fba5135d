from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.channels.choices import Consent, Fetched, Incoming, Outgoing, Provider, Security, SignIn
from fuwutai.channels.gateways.models import Gateway as Gateway
from fuwutai.channels.gateways.models import Room as Room
from fuwutai.core import vault
from fuwutai.people.models import Team
from fuwutai.tickets.models import Category

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_PORT = [MinValueValidator(1), MaxValueValidator(65535)]


def addresses_of(address: str, further: str) -> frozenset[str]:
    """All addresses of a mailbox, in lower case."""
    return frozenset([address.lower(), *further.lower().replace(",", " ").split()])


class Mailbox(models.Model):
    """An address at which people write to us, and how mail comes from it and leaves in its name (mission B1)."""

    name = models.CharField(
        _("Name"), max_length=120, help_text=_("Shown as the sender of our mail, for example “IT Service Desk”.")
    )
    address = models.EmailField(_("Address"), unique=True)
    further_addresses = models.CharField(
        _("Further addresses"),
        max_length=1000,
        blank=True,
        help_text=_("Separated by spaces. Mail to them arrives here too; mail from them is never answered."),
    )
    active = models.BooleanField(_("Active"), default=True)

    desk = models.ForeignKey(
        Team,
        verbose_name=_("Service desk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="mailboxes",
    )
    kind = models.CharField(_("Kind of ticket"), max_length=30, default="incident")
    category = models.ForeignKey(
        Category, verbose_name=_("Category"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    takes_programs = models.BooleanField(
        _("Also make tickets of what programs send"),
        default=False,
        help_text=_("For scanners, fax gateways and monitoring. They get no receipt. Automatic replies never count."),
    )

    incoming = models.CharField(_("Incoming"), max_length=8, choices=Incoming, default=Incoming.NONE)
    in_host = models.CharField(_("Server"), max_length=250, blank=True)
    in_port = models.PositiveIntegerField(_("Port"), null=True, blank=True, validators=_PORT)
    in_security = models.CharField(_("Security"), max_length=8, choices=Security, default=Security.TLS)
    in_user = models.CharField(_("User name"), max_length=250, blank=True)
    in_secret = models.TextField(blank=True, default="", editable=False)
    folder = models.CharField(_("Folder"), max_length=250, default="INBOX")
    fetched = models.CharField(_("What becomes of fetched mail"), max_length=8, choices=Fetched, default=Fetched.SEEN)
    move_to = models.CharField(_("Folder to move to"), max_length=250, blank=True)

    outgoing = models.CharField(_("Outgoing"), max_length=8, choices=Outgoing, default=Outgoing.NONE)
    out_host = models.CharField(_("Server"), max_length=250, blank=True)
    out_port = models.PositiveIntegerField(_("Port"), null=True, blank=True, validators=_PORT)
    out_security = models.CharField(_("Security"), max_length=8, choices=Security, default=Security.STARTTLS)
    out_user = models.CharField(_("User name"), max_length=250, blank=True)
    out_secret = models.TextField(blank=True, default="", editable=False)
    pickup_folder = models.CharField(
        _("Folder"), max_length=500, blank=True, help_text=_("Inside the data folder of this installation.")
    )
    default = models.BooleanField(
        _("Default sender"), default=False, help_text=_("Sends what belongs to no other mailbox.")
    )

    sign_in = models.CharField(_("Sign in"), max_length=8, choices=SignIn, default=SignIn.PASSWORD)
    provider = models.CharField(_("Who gives the token"), max_length=10, choices=Provider, default=Provider.MICROSOFT)
    tenant = models.CharField(
        _("Tenant"), max_length=100, blank=True, help_text=_("Directory (tenant) ID or domain at Microsoft.")
    )
    client_id = models.CharField(
        _("Client ID"), max_length=250, blank=True, help_text=_("Of the app that you registered for this installation.")
    )
    client_secret = models.TextField(blank=True, default="", editable=False)
    consent = models.CharField(_("Who allows it"), max_length=8, choices=Consent, default=Consent.PERSON)
    authorize_url = models.CharField(_("Authorization address"), max_length=500, blank=True)
    token_url = models.CharField(_("Token address"), max_length=500, blank=True)
    scopes = models.CharField(_("Scopes"), max_length=1000, blank=True, help_text=_("Separated by spaces."))

    checks_certificate = models.BooleanField(
        _("Check the server's certificate"),
        default=True,
        help_text=_("Switch off only for a server of your own whose certificate nobody signed."),
    )

    version = models.PositiveIntegerField(default=1, editable=False)
    polled_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True, default="", editable=False)
    out_error = models.TextField(blank=True, default="", editable=False)

    class Meta:
        ordering: ClassVar = ["-active", "name", "id"]
        verbose_name = _("Mailbox")
        verbose_name_plural = _("Mailboxes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["default"],
                condition=Q(default=True, active=True),
                name="one_default_sender",
                violation_error_message=_("There is another default sender already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    def clean(self) -> None:
        """What must be filled in depends on how mail comes and goes."""
        missing = [name for name in self._needed() if not getattr(self, name)]
        errors = {name: [_("This field is required.")] for name in missing}
        if self.incoming == Incoming.POP3 and self.fetched == Fetched.MOVE:
            errors["fetched"] = [_("POP3 knows no folders: fetched mail can only be left there or deleted.")]
        if self.outgoing == Outgoing.FOLDER and not self.pickup_path.is_relative_to(settings.HOME):
            errors["pickup_folder"] = [_("Name a folder inside the data folder of this installation.")]
        for name in ("authorize_url", "token_url"):
            if not _is_guarded(getattr(self, name)):
                errors[name] = [_("Secrets are sent there: the address has to begin with https://.")]
        if self.takes_tokens and (self.provider, self.consent) == (Provider.GOOGLE, Consent.PROGRAM):
            errors["consent"] = [_("Google lets only a person allow this.")]
        if errors:
            raise ValidationError(errors)

    def _needed(self) -> list[str]:
        needed = []
        if self.incoming != Incoming.NONE:
            needed += ["in_host", "in_port", "in_user"]
            needed += ["move_to"] if self.incoming == Incoming.IMAP and self.fetched == Fetched.MOVE else []
        if self.outgoing == Outgoing.SMTP:
            needed += ["out_host", "out_port"]
        if self.outgoing == Outgoing.FOLDER:
            needed += ["pickup_folder"]
        if self.takes_tokens:
            needed += self._needed_for_tokens()
        return needed

    def _needed_for_tokens(self) -> list[str]:
        match self.provider:
            case Provider.MICROSOFT:
                return ["client_id", "tenant"]
            case Provider.GOOGLE:
                return ["client_id"]
            case _ if self.consent == Consent.PERSON:
                return ["client_id", "authorize_url", "token_url"]
        return ["client_id", "token_url"]

    @property
    def takes_tokens(self) -> bool:
        """Whether its servers are shown an access token instead of a password."""
        return self.sign_in == SignIn.OAUTH

    @property
    def pickup_path(self) -> Path:
        return Path(settings.HOME, self.pickup_folder).resolve()

    @property
    def source(self) -> str:
        """What contacts from here name as their source."""
        return f"mailbox:{self.pk}"

    @property
    def addresses(self) -> frozenset[str]:
        """Every address of ours at which mail for this mailbox arrives, in lower case."""
        return addresses_of(self.address, self.further_addresses)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower()

    @property
    def in_password(self) -> str:
        """The password in the clear. Raises `vault.Unreadable` when the installation's key has changed."""
        return vault.reveal(self.in_secret)

    @property
    def out_password(self) -> str:
        return vault.reveal(self.out_secret)


def _is_guarded(address: str) -> bool:
    """Whether what is sent to an address can't be read on the way; an empty one is no address."""
    parts = urlsplit(address)
    guarded = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return not address or (guarded and bool(parts.hostname))


class Grant(models.Model):
    """What an authority gave us for a mailbox: the right to ask for tokens, and the token of this hour; encrypted."""

    mailbox = models.OneToOneField(Mailbox, primary_key=True, on_delete=models.CASCADE, related_name="grant")
    refresh_secret = models.TextField(blank=True, default="")
    access_secret = models.TextField(blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.mailbox)
