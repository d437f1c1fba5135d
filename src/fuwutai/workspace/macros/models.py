from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.workspace.macros.choices import Says
from fuwutai.workspace.sharing.models import Shareable, of_one_or_all


class Macro(Shareable):
    """What is done at once. `steps_json` are verbs with what they fill in, see `macros.recipe`."""

    says = models.CharField(_("Writes"), max_length=5, choices=Says, blank=True, default="")
    text = models.TextField(_("Text"), max_length=5_000, blank=True, default="")
    steps_json = models.TextField(_("What it does"), blank=True, default="[]")

    class Meta(Shareable.Meta):
        constraints: ClassVar = [of_one_or_all("macro_of_one_or_all")]
