from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """From where a rating came."""

    MAIL = "mail", _("E-mail")
    PORTAL = "portal", _("Portal")
    API = "api", _("API")
