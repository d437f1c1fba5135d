from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    IN_APP = "in_app", _("In the workspace")
    MAIL = "mail", _("E-mail")
    SMS = "sms", _("SMS")
    IM = "im", _("Chat")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    BOUNCED = "bounced", _("Came back")
    DROPPED = "dropped", _("Given up by hand")
