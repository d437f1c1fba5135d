from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Says(TextChoices):
    """What a macro writes; its values are the keys of verbs. Empty is nothing."""

    REPLY = "reply", _("Public reply")
    NOTE = "note", _("Internal note")
