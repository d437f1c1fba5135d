from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.workspace.replies.choices import Use
from fuwutai.workspace.sharing.models import Shareable, of_one_or_all


class ReplyTemplate(Shareable):
    """A text to begin with."""

    use = models.CharField(_("Offered for"), max_length=5, choices=Use, default=Use.BOTH)
    text = models.TextField(_("Text"), max_length=5_000)

    class Meta(Shareable.Meta):
        constraints: ClassVar = [of_one_or_all("reply_template_of_one_or_all")]
