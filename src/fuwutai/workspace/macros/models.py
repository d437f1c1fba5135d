from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core.names import Named
from fuwutai.people.models import Person
from fuwutai.rules.models import Conditional
from fuwutai.workspace.macros.choices import Says


class Macro(Named, Conditional):
    """What is done at once, offered on tickets on which its conditions hold. Those without an owner are shared.

    `steps_json` are verbs with what they fill in, see `macros.recipe`.
    """

    owner = models.ForeignKey(Person, null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+")
    shared = models.BooleanField(
        _("For everybody who works here"), default=False, help_text=_("Otherwise only you are offered it.")
    )
    says = models.CharField(_("Writes"), max_length=5, choices=Says, blank=True, default="")
    text = models.TextField(_("Text"), max_length=5_000, blank=True, default="")
    steps_json = models.TextField(_("What it does"), blank=True, default="[]")
    # Kept out of the trace of changes and of what forms compare: it counts while somebody edits the text.
    used = models.PositiveIntegerField(_("Used"), default=0, editable=False)
    active = models.BooleanField(_("Active"), default=True)

    class Meta:
        ordering: ClassVar = ["-used", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(shared=True, owner__isnull=True) | Q(shared=False, owner__isnull=False),
                name="macro_of_one_or_all",
            )
        ]
