from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SharedWith(TextChoices):
    """Who has a view in their rail."""

    OWN = "own", pgettext_lazy("whose view", "Only me")
    SOME = "some", _("Some groups and roles")
    EVERYONE = "everyone", _("Everybody who works here")


class Sign(TextChoices):
    """The icon before the name of a view. Their names stand in `frontend/icons.txt`, too."""

    LIST = "list-details", _("List")
    CLOCK = "clock-exclamation", _("Clock")
    ALARM = "alarm", _("Alarm")
    PERSON = "user-star", _("Person")
    NOBODY = "user-question", _("Nobody")
    PAUSE = "player-pause", _("Pause")
    BACK = "arrow-back-up", _("Back")
    URGENT = "urgent", _("Beacon")
    CHECK = "circle-check", _("Tick")
    STAR = "star", _("Star")
