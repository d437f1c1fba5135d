from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RebuildState(TextChoices):
    """What becomes of an index that is made anew."""

    RUNNING = "running", _("Being made anew")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", pgettext_lazy("of a search index", "Made anew")
