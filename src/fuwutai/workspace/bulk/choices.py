from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

_OF = "one ticket of an action on many"


class Fate(TextChoices):
    """What became of one ticket."""

    WAITING = "waiting", pgettext_lazy(_OF, "Waiting")
    DONE = "done", pgettext_lazy(_OF, "Done")
    REFUSED = "refused", pgettext_lazy(_OF, "Refused")
    UNDOING = "undoing", pgettext_lazy(_OF, "Being undone")
    UNDONE = "undone", pgettext_lazy(_OF, "Undone")
    STAYS = "stays", pgettext_lazy(_OF, "Stays as it is")


# What is still to be worked on.
AHEAD = (Fate.WAITING, Fate.UNDOING)
