"""The only door from a request to a template."""

from django.utils.translation import gettext_lazy as _

from fuwutai.workspace.replies.models import ReplyTemplate
from fuwutai.workspace.roles import SHARE_REPLIES
from fuwutai.workspace.sharing.rules import Sharing

TEMPLATES = Sharing(
    ReplyTemplate,
    share=SHARE_REPLIES,
    refused=_("Your role does not let you share templates."),
    unknown=_("There is no such template, or none that you may use."),
    too_many=_("You have %(most)d templates already. Write another text into one of them."),
    most=200,
)
visible, editable, fetch = TEMPLATES.visible, TEMPLATES.editable, TEMPLATES.fetch
