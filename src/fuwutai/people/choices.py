from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """How much attention a requester has been promised (mission C3)."""

    NORMAL = "normal", pgettext_lazy("service level of a person", "Normal")
    VIP = "vip", _("VIP")
    SUPER_VIP = "super_vip", _("Super VIP")


class Theme(TextChoices):
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
    AUTO = "auto", _("As the computer")


class PageDensity(TextChoices):
    """How close things stand on all pages; a list may have its own."""

    COMPACT = "compact", _("Compact")
    NORMAL = "normal", _("Normal")
    ROOMY = "roomy", _("Roomy")


class LetterKeys(TextChoices):
    """Whether a single key without Ctrl does something."""

    ON = "on", pgettext_lazy("shortcuts", "On")
    OFF = "off", pgettext_lazy("shortcuts", "Off")


class TeamKind(TextChoices):
    DESK = "desk", _("Service desk")
    GROUP = "group", _("Support group")


class CutBy(TextChoices):
    """What a team is responsible for (mission A3)."""

    REGION = "region", _("By region")
    FUNCTION = "function", _("By function")


class Line(IntegerChoices):
    FIRST = 1, _("First line")
    SECOND = 2, _("Second line")
    THIRD = 3, _("Third line")


class AddressKind(TextChoices):
    EMAIL = "email", _("E-mail")
    MOBILE = "mobile", _("Mobile")
    PHONE = "phone", _("Phone")
    EXTENSION = "extension", _("Extension")
    WECHAT = "wechat", _("WeChat")


class Country(TextChoices):
    """Countries whose official days off and make-up workdays we know."""

    CN = "CN", _("China")
    HK = "HK", _("Hong Kong")
    MO = "MO", _("Macao")
    TW = "TW", _("Taiwan")
    SG = "SG", _("Singapore")
    MY = "MY", _("Malaysia")
    TH = "TH", _("Thailand")
    VN = "VN", _("Vietnam")
    ID = "ID", _("Indonesia")
    JP = "JP", _("Japan")
    KR = "KR", _("South Korea")
    IN = "IN", _("India")
    AU = "AU", _("Australia")
    DE = "DE", _("Germany")
    FR = "FR", _("France")
    GB = "GB", _("United Kingdom")
    US = "US", _("United States")


class Scope(TextChoices):
    """What an API token may be used for."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")
    ADMIN = "admin", _("Read, write and configure")
