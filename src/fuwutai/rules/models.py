"""Records that hold under conditions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.rules import conditions
from fuwutai.rules.catalogue import Catalogue
from fuwutai.rules.conditions import Conditions


class Conditional(models.Model):
    """A record with conditions of its own, kept as JSON; empty means always."""

    conditions_json = models.TextField(_("Conditions"), blank=True, default="")

    class Meta:
        abstract = True

    def conditions(self, catalogue: Catalogue) -> Conditions:
        """What was saved; conditions that can't be read any more never hold."""
        return conditions.stored(self.conditions_json, catalogue)
