"""Where short messages and chat messages go, and how their gateways want to be spoken to."""

import re
from typing import Any, ClassVar
from urllib.parse import urlsplit

import orjson
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.channels.gateways.choices import BodyForm, GatewayKind, Method, Signing
from fuwutai.core import vault
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import LANGUAGES, Team

PLACES = re.compile(r"\{([a-z_]+)\}")
# What a request may name; the value stands in its place.
KNOWN_PLACES = ("text", "mobile", "digits", "international", "address", "secret", "id")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+:[ \t]*[^\r\n]*")


class Hook(models.Model):
    """A request that hands a message over, and which answer means that it was taken."""

    name = models.CharField(_("Name"), max_length=120)
    active = models.BooleanField(_("Active"), default=True)
    method = models.CharField(_("Method"), max_length=4, choices=Method, default=Method.POST)
    url = models.CharField(_("Address"), max_length=1000, blank=True)
    headers = models.TextField(
        _("Headers"), max_length=2000, blank=True, help_text=_("One a line: “Authorization: Bearer {secret}”.")
    )
    body_form = models.CharField(_("Body"), max_length=4, choices=BodyForm, default=BodyForm.JSON)
    body = models.TextField(_("Content of the body"), max_length=4000, blank=True)
    secret = models.TextField(blank=True, default="", editable=False)
    signing = models.CharField(_("Signature"), max_length=10, choices=Signing, default=Signing.NONE)
    signing_secret = models.TextField(blank=True, default="", editable=False)
    statuses = models.CharField(
        _("Statuses that mean success"),
        max_length=100,
        blank=True,
        help_text=_("Separated by spaces. Empty: 200 to 299."),
    )
    answer_path = models.CharField(
        _("Field of the answer to look at"),
        max_length=200,
        blank=True,
        help_text=_("A path into the JSON, like “errcode” or “data.0.status”. Empty: the status alone decides."),
    )
    answer_value = models.CharField(_("Its value on success"), max_length=200, blank=True)
    later_values = models.CharField(
        _("Its values that mean “try again later”"),
        max_length=200,
        blank=True,
        help_text=_("Separated by spaces. Any other value is a refusal, and a person is asked to look."),
    )
    patience = models.PositiveSmallIntegerField(
        _("Seconds to wait for an answer"), default=10, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    last_error = models.TextField(blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        errors = {**self._errors_of_address(), **self._errors_of_headers(), **self._errors_of_body()}
        if not all(status.isdecimal() and 100 <= int(status) <= 599 for status in self.statuses.split()):
            errors["statuses"] = _("Write statuses like “200 202”.")
        named = [PLACES.findall(text) for text in (self.url, self.headers, self.body)]
        unknown = [name for names in named for name in names if name not in KNOWN_PLACES]
        for field, names in zip(("url", "headers", "body"), named, strict=True):
            if set(names) & set(unknown):
                errors[field] = _("There is nothing to put in the place of {%(name)s}.") % {"name": unknown[0]}
        if self.active and "text" not in {name for names in named for name in names} and not errors:
            errors["body"] = _("Say with {text} where the message goes.")
        if errors:
            raise ValidationError(errors)

    def _errors_of_address(self) -> dict[str, Any]:
        if not self.url and not self.active:
            return {}
        try:
            parts = urlsplit(self.url)
            right = parts.scheme in {"http", "https"} and bool(parts.hostname) and "{" not in parts.netloc
            right = right and parts.port != 0
        except ValueError:
            right = False
        return {} if right else {"url": _("Write a whole address, beginning with https:// or http://.")}

    def _errors_of_headers(self) -> dict[str, Any]:
        right = all(_HEADER.fullmatch(line) for line in self.header_lines)
        return {} if right else {"headers": _("Write one header a line: a name, a colon, and its value.")}

    def _errors_of_body(self) -> dict[str, Any]:
        if self.body_form == BodyForm.NONE:
            return {}
        if self.method == Method.GET:
            return {"body_form": _("A GET request has no body.")}
        try:
            content = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            return {"body": _("This is no JSON: %(detail)s") % {"detail": error.msg}}
        if not isinstance(content, dict):
            return {"body": _("Write the names and values of the body between { and }.")}
        if self.body_form == BodyForm.FORM and any(isinstance(value, dict | list) for value in content.values()):
            return {"body": _("The fields of a form have plain values.")}
        return {}

    @property
    def header_lines(self) -> list[str]:
        return [line.strip() for line in self.headers.splitlines() if line.strip()]

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def clear_secrets(self) -> tuple[str, str]:
        """Secret and signing secret in the clear. Raises `vault.Unreadable` when the installation's key has changed."""
        return vault.reveal(self.secret), vault.reveal(self.signing_secret)


class Gateway(Hook):
    """How a person is reached: the first in order whose numbers fit is used."""

    kind = models.CharField(_("What it sends"), max_length=4, choices=GatewayKind, default=GatewayKind.SMS)
    position = models.PositiveSmallIntegerField(default=0)
    reaches = models.CharField(
        _("Address of a person that it takes"), max_length=10, choices=AddressKind, default=AddressKind.MOBILE
    )
    prefixes = models.CharField(
        _("Only numbers that begin with"),
        max_length=200,
        blank=True,
        help_text=_("International, separated by spaces, like “+86 +852”. Empty: all."),
    )
    country_code = models.CharField(_("Country code of numbers that have none"), max_length=4, default="86", blank=True)
    most_segments = models.PositiveSmallIntegerField(
        _("Longest text, in messages"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("70 characters fit one message, 67 each of several. Longer texts are shortened."),
    )

    class Meta:
        ordering: ClassVar = ["kind", "position", "id"]
        verbose_name = _("Gateway")
        verbose_name_plural = _("Gateways")

    def clean(self) -> None:
        if self.kind == GatewayKind.SMS:
            self.reaches = AddressKind.MOBILE
        if not (self.country_code.isdecimal() or not self.country_code):
            raise ValidationError({"country_code": _("Write digits only, like 86.")})
        super().clean()

    def takes(self, international: str) -> bool:
        """Whether a number, written internationally, is one of those it sends to."""
        return not self.prefixes or international.startswith(tuple(self.prefixes.split()))


class Room(Hook):
    """A group chat that a robot of ours may write into, often that of a desk or a support group."""

    team = models.ForeignKey(
        Team, verbose_name=_("Team"), null=True, blank=True, on_delete=models.SET_NULL, related_name="chat_rooms"
    )
    language = models.CharField(
        _("Language"), max_length=8, choices=LANGUAGES, blank=True, help_text=_("Empty: as in the team's organisation.")
    )

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = _("Chat room")
        verbose_name_plural = _("Chat rooms")

    @property
    def key(self) -> str:
        """What `notices.services.tell_room` takes."""
        return str(self.pk)
