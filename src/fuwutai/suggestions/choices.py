from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Field(TextChoices):
    """What is proposed."""

    CATEGORY = "category", _("Category")
    TEAM = "team", _("Group")


class Outcome(TextChoices):
    """What became of a proposal when its ticket was solved."""

    OPEN = "open", pgettext_lazy("outcome of a proposal", "Not known yet")
    TAKEN = "taken", pgettext_lazy("outcome of a proposal", "It was right")
    CHANGED = "changed", pgettext_lazy("outcome of a proposal", "It became another")
