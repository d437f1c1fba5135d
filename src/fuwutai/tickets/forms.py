"""The form of a verb, made from its fields, the same for a dialog and for an API call; and the forms of settings."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import SettingForm, TreeChoice, offer
from fuwutai.people.models import Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Category, Policy, ResolutionCode, ReturnReason, Ticket


class VerbForm(forms.Form):
    """Cleans the values of one verb; `cleaned_data` is what `services.act` takes."""

    def __init__(
        self, verb: Verb, ticket: Ticket, actor: Actor, data: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        for field in verb.fields:
            self.fields[field.name] = field.make(ticket, actor)


def initial(verb: Verb, ticket: Ticket) -> dict[str, Any]:
    """What the dialog starts with: the ticket's own values where the verb edits them."""
    names = {field.name for field in verb.fields} - {"reason", "note", "text"}
    return {name: getattr(ticket, name) for name in names if hasattr(ticket, name)}


class CategoryForm(SettingForm[Category]):
    parent = TreeChoice(Category.objects.none(), label=_("Part of"), required=False, empty_label="—")
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=_("Usually solved by"),
        required=False,
        empty_label="—",
        help_text=_("Proposed when a ticket of this category is assigned. Empty: as in the category above."),
    )

    class Meta:
        model = Category
        fields = ("name_zh_hans", "name_zh_hant", "name_en", "parent", "team", "service_class")

    def narrow(self, actor: Actor) -> None:
        above = Category.objects.filter(active=True)
        elsewhere = above.exclude(path__startswith=self.instance.path) if self.instance.pk else above
        offer(self, "parent", elsewhere)
        offer(self, "team", Team.objects.filter(Q(active=True) | Q(pk=self.instance.team_id)))


class ReturnReasonForm(SettingForm[ReturnReason]):
    class Meta:
        model = ReturnReason
        fields = ("name_zh_hans", "name_zh_hant", "name_en")


class ResolutionCodeForm(SettingForm[ResolutionCode]):
    class Meta:
        model = ResolutionCode
        fields = ("name_zh_hans", "name_zh_hant", "name_en")


class PolicyForm(SettingForm[Policy]):
    remind_after_days = forms.IntegerField(
        label=_("Remind after"),
        min_value=1,
        max_value=60,
        help_text=_("Working days without an answer to the solution."),
    )
    close_after_days = forms.IntegerField(
        label=_("Close after"),
        min_value=1,
        max_value=90,
        help_text=_("Working days, counted from the solution as well."),
    )

    class Meta:
        model = Policy
        fields = ("remind_after_days", "close_after_days")
