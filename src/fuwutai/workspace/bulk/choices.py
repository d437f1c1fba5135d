from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Fate(TextChoices):
    """What became of one ticket."""

    WAITING = "waiting", pgettext_lazy("one of many tickets", "Waiting")
    DONE = "done", pgettext_lazy("one of many tickets", "Done")
    REFUSED = "refused", pgettext_lazy("one of many tickets", "Refused")
    UNDOING = "undoing", pgettext_lazy("one of many tickets", "Being undone")
    UNDONE = "undone", pgettext_lazy("one of many tickets", "Undone")
    STAYS = "stays", pgettext_lazy("one of many tickets", "Stays as it is")


# What is still to be worked on.
AHEAD = (Fate.WAITING, Fate.UNDOING)
