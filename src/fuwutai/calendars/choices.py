from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DayKind(TextChoices):
    """What somebody made of a single day."""

    OFF = "off", _("Day off")
    WORKED = "worked", _("Worked as usual")
    SPECIAL = "special", _("Special hours")
