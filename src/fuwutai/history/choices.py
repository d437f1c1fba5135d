from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    DRAFT = "draft", _("Mapping is being chosen")
    CHECKING = "checking", _("File is being checked")
    CHECKED = "checked", _("Waits for your go")
    RUNNING = "running", _("Tickets are being written")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Finished")
    FAILED = "failed", _("Could not be read")


# A job is at work, or will be at once.
BUSY = (Stage.CHECKING, Stage.RUNNING)


class Sort(TextChoices):
    """What a name of the source stands for here."""

    PERSON = "person", _("Person")
    TEAM = "team", _("Group")
    CATEGORY = "category", _("Category")
    SYMPTOM = "symptom", _("Symptom")
    CODE = "code", _("Resolution code")
