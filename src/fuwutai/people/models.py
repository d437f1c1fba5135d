"""People and how they are grouped. Nobody is ever deleted here: whoever left is inactive, their history stays."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.core import clock, zones
from fuwutai.core.names import Named, nearest
from fuwutai.core.trees import Tree
from fuwutai.people.choices import (
    AddressKind,
    Country,
    CutBy,
    LetterKeys,
    Level,
    Line,
    PageDensity,
    Scope,
    TeamKind,
    Theme,
)
from fuwutai.people.importing.models import Import as Import
from fuwutai.people.importing.models import ImportRow as ImportRow

LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]


class Organisation(Named, Tree):
    """A company of the group. Subsidiaries are organisations whose parent is another."""

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    language = models.CharField(_("Language"), max_length=8, choices=LANGUAGES, default="zh-hans")
    time_zone = models.CharField(_("Time zone"), max_length=40, default="Asia/Shanghai", validators=[zones.check])
    country = models.CharField(_("Country of its working days"), max_length=2, choices=Country, default="CN")
    mail_domains = models.CharField(
        _("Mail domains"),
        max_length=400,
        blank=True,
        help_text=_("Separated by spaces. Somebody unknown who writes from one of them belongs here."),
    )
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["path"]


class Site(Named):
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="sites"
    )
    address = models.CharField(_("Address"), max_length=250, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=40, blank=True, validators=[zones.check])
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["organisation_id", "id"]


class Department(Named, Tree):
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="departments"
    )
    code = models.CharField(_("Code"), max_length=40, blank=True)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["path"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "code"], condition=~Q(code=""), name="department_code_once")
        ]


class Person(models.Model):
    """Anybody who asks for something or works here. Most have no account."""

    name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=120)
    other_name = models.CharField(
        _("Other name"), max_length=120, blank=True, help_text=_("Pinyin or English name; found by search.")
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="persons"
    )
    department = models.ForeignKey(
        Department,
        verbose_name=_("Department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="persons",
    )
    site = models.ForeignKey(
        Site, verbose_name=_("Site"), null=True, blank=True, on_delete=models.PROTECT, related_name="persons"
    )
    title = models.CharField(pgettext_lazy("of a person", "Position"), max_length=120, blank=True)
    room = models.CharField(_("Room or seat"), max_length=80, blank=True)
    staff_number = models.CharField(_("Staff number"), max_length=40, blank=True)
    level = models.CharField(_("Service level"), max_length=10, choices=Level, default=Level.NORMAL)
    language = models.CharField(
        _("Language"), max_length=8, choices=LANGUAGES, blank=True, help_text=_("Empty: as in the organisation.")
    )
    time_zone = models.CharField(
        _("Time zone"),
        max_length=40,
        blank=True,
        validators=[zones.check],
        help_text=_("Empty: as at the site or in the organisation."),
    )
    key_user_of = models.ManyToManyField(
        Department, verbose_name=_("Key user of"), blank=True, related_name="key_users"
    )
    known = models.BooleanField(
        _("Confirmed by us"), default=True, help_text=_("Off for somebody who wrote in and was not in the directory.")
    )
    active = models.BooleanField(_("Active"), default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["name"], name="person_name"),
            models.Index(fields=["other_name"], name="person_other_name"),
            models.Index(fields=["staff_number"], name="person_staff_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def speaks(self) -> str:
        """The language to write to this person in."""
        return self.language or self.organisation.language

    @property
    def lives_in(self) -> str:
        """The IANA zone of this person."""
        return self.time_zone or (self.site.time_zone if self.site else "") or self.organisation.time_zone


class Address(models.Model):
    """One way to reach a person. `key` is what a caller or sender is recognised by: lower case, digits only."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(_("Kind"), max_length=10, choices=AddressKind)
    value = models.CharField(_("Number or address"), max_length=254)
    key = models.CharField(max_length=254, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name_plural = "addresses"
        indexes: ClassVar = [models.Index(fields=["key"], name="address_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(kind=AddressKind.EMAIL), name="email_once"),
        ]

    def __str__(self) -> str:
        return self.value


class Team(Named):
    """A service desk or a support group (mission A3); suppliers are third-line groups."""

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=TeamKind, default=TeamKind.GROUP)
    cut_by = models.CharField(_("Responsible"), max_length=10, choices=CutBy, default=CutBy.FUNCTION)
    line = models.PositiveSmallIntegerField(_("Line"), choices=Line, default=Line.SECOND)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Organisation"), on_delete=models.PROTECT, related_name="teams"
    )
    lead = models.ForeignKey(
        Person, verbose_name=_("Lead"), null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )
    members = models.ManyToManyField(Person, verbose_name=_("Members"), through="Membership", related_name="teams")
    email = models.EmailField(_("E-mail"), blank=True)
    # What the portal of a desk's organisations says of it.
    hotline = models.CharField(_("Hotline"), max_length=60, blank=True)
    hours_zh_hans = models.CharField(_("Opening hours (Simplified Chinese)"), max_length=200, blank=True)
    hours_zh_hant = models.CharField(_("Opening hours (Traditional Chinese)"), max_length=200, blank=True)
    hours_en = models.CharField(_("Opening hours (English)"), max_length=200, blank=True)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["line", "id"]

    @property
    def hours(self) -> str:
        """When somebody answers, in the reader's language or the nearest one that was filled in."""
        return nearest({"zh_hans": self.hours_zh_hans, "zh_hant": self.hours_zh_hant, "en": self.hours_en})


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["team", "person"], name="member_once")]


class Role(Named):
    """A named set of permissions. Built-in roles can be changed but not removed."""

    key = models.SlugField(_("Key"), max_length=40, unique=True)
    builtin = models.BooleanField(default=False, editable=False)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering: ClassVar = ["position", "id"]


class Grant(models.Model):
    """One tick in the permission table: this role may do that."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="grants")
    permission = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "permission"], name="grant_once")]


class SeenPermission(models.Model):
    """A permission whose default ticks were set once. Later releases do not tick again what somebody unticked."""

    key = models.CharField(max_length=60, primary_key=True)


class Holding(models.Model):
    """A person holds a role, everywhere or only within one organisation and its subsidiaries."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holdings")
    role = models.ForeignKey(Role, verbose_name=_("Role"), on_delete=models.CASCADE, related_name="holdings")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("Only within"), null=True, blank=True, on_delete=models.CASCADE
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "role", "organisation"], name="holding_once"),
            # SQLite can't say that two empty organisations are the same in one constraint.
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(organisation__isnull=True), name="holding_everywhere_once"
            ),
        ]


class Account(AbstractBaseUser):
    """The right to sign in as a person."""

    username = models.CharField(_("User name"), max_length=150, unique=True)
    email = models.EmailField(_("E-mail"), blank=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    # How pages look to whoever signs in, wherever that is; empty is as in the browser.
    theme = models.CharField(_("Colours"), max_length=8, choices=Theme, blank=True, default="")
    density = models.CharField(_("Density"), max_length=8, choices=PageDensity, blank=True, default="")
    keys = models.CharField(_("Shortcuts of a single key"), max_length=8, choices=LetterKeys, blank=True, default="")
    is_active = models.BooleanField(_("May sign in"), default=True)
    date_joined = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["email"]
    # Libraries ask for these; our own permissions are roles, see `permissions`.
    is_staff = False
    is_superuser = False
    objects = UserManager()

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.person.name

    @property
    def appearance(self) -> dict[str, str]:
        """What was chosen of how pages look, by name."""
        return {"theme": self.theme, "density": self.density, "keys": self.keys}


class ApiToken(models.Model):
    """A random secret for programs. Only a keyed digest is kept: a slow hash would cost a third of a second a call."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("What it is for"), max_length=120)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("Scope"), max_length=10, choices=Scope, default=Scope.READ)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("Expires"), null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name
