from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GatewayKind(TextChoices):
    SMS = "sms", _("SMS to a mobile number")
    IM = "im", _("Chat message to a person")


class Method(TextChoices):
    POST = "POST", "POST"
    PUT = "PUT", "PUT"
    GET = "GET", "GET"


class BodyForm(TextChoices):
    JSON = "json", _("JSON")
    FORM = "form", _("Form fields")
    NONE = "none", pgettext_lazy("body of a request", "None")


class Signing(TextChoices):
    """How a request proves that it is ours, beside the secret in it."""

    NONE = "none", pgettext_lazy("signature of a request", "None")
    DINGTALK = "dingtalk", _("As DingTalk robots ask for")
    FEISHU = "feishu", _("As Feishu robots ask for")


class Verdict(TextChoices):
    """What an answer means for the message."""

    TAKEN = "taken", _("Taken")
    LATER = "later", _("Not now")
    REFUSED = "refused", _("Refused")
