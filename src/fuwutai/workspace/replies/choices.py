from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Use(TextChoices):
    """What a template is offered for in the composer."""

    REPLY = "reply", _("Replies")
    NOTE = "note", _("Notes")
    BOTH = "both", _("Both")
