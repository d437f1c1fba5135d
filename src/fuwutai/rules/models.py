"""Records that hold under conditions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import Invalid, Text
from fuwutai.people.permissions import Actor
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

    def check_conditions(self, actor: Actor, catalogue: Catalogue) -> None:
        """Raise Invalid, beside `conditions_json`, where they can't be read or name what `actor` may not choose.

        Whoever saves the record asks this first.
        """
        wrong = self.wrong_conditions(actor, catalogue)
        if wrong:
            raise Invalid(wrong[0], fields={"conditions_json": wrong})

    def wrong_conditions(self, actor: Actor, catalogue: Catalogue) -> list[Text]:
        """The same as sentences, for whoever has more to say about the record."""
        try:
            conditions.read(self.conditions_json, catalogue).check(actor)
        except Invalid as refusal:
            return [sentence for several in refusal.fields.values() for sentence in several]
        return []
