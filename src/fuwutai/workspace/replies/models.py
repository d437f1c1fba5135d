from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core.names import Named
from fuwutai.people.models import Person
from fuwutai.rules.models import Conditional
from fuwutai.workspace.replies.choices import Use


class ReplyTemplate(Named, Conditional):
    """A text to begin with, for tickets on which its conditions hold. Those without an owner are shared."""

    owner = models.ForeignKey(
        Person, null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )  # fmt: skip
    shared = models.BooleanField(
        _("For everybody who works here"), default=False, help_text=_("Otherwise only you are offered it.")
    )
    use = models.CharField(_("Offered for"), max_length=5, choices=Use, default=Use.BOTH)
    text = models.TextField(_("Text"), max_length=5_000)
    # Kept out of the trace of changes and of what forms compare: it counts while somebody edits the text.
    used = models.PositiveIntegerField(_("Used"), default=0, editable=False)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["-used", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(shared=True, owner__isnull=True) | Q(shared=False, owner__isnull=False),
                name="reply_template_of_one_or_all",
            )
        ]
