from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryKind(TextChoices):
    MESSAGE = "message", _("Message")  # said between the requester and us
    NOTE = "note", _("Internal note")
    STEP = "step", _("Step")  # a verb of the lifecycle
    CHANGE = "change", _("Change")  # fields that somebody edited
    VISIT = "visit", _("Visit")
    TASK = "task", _("Task")
    DECISION = "decision", _("Automatic decision")
    DELIVERY = "delivery", _("Delivery")  # what became of a message we sent
