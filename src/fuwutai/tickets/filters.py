"""What a list is narrowed to, as it stands in the address bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import TreeChoice
from fuwutai.core.texts import LazyText
from fuwutai.people import permissions as people
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import asking, lifecycle
from fuwutai.tickets.choices import LIVING, Channel, Grade, State
from fuwutai.tickets.models import Category
from fuwutai.tickets.queries import Filter

PRIORITIES = [(level, f"P{level}") for level in range(1, 6)]


class FilterForm(forms.Form):
    """The conditions of a list. Everything may be left out."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=200)
    state = forms.MultipleChoiceField(
        label=_("State"), required=False, choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.MultipleChoiceField(label=_("Kind"), required=False, widget=forms.CheckboxSelectMultiple)
    grade = forms.MultipleChoiceField(
        label=_("Class"), required=False, choices=Grade.choices, widget=forms.CheckboxSelectMultiple
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"), required=False, choices=[("", "—"), *PRIORITIES], coerce=int, empty_value=None
    )
    channel = forms.MultipleChoiceField(
        label=_("Channel"), required=False, choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    category = TreeChoice(Category.objects.all(), label=_("Category"), required=False, empty_label="—")
    team = forms.ModelChoiceField(Team.objects.filter(active=True), label=_("Group"), required=False, empty_label="—")
    assignee = forms.ModelChoiceField(Person.objects.none(), label=_("Works on it"), required=False)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Owner"), required=False)
    requester = forms.ModelChoiceField(Person.objects.none(), label=_("Requester"), required=False)
    unanswered = forms.BooleanField(label=_("Waiting for our answer"), required=False)
    returned = forms.BooleanField(label=_("Was returned"), required=False)
    over = forms.BooleanField(label=_("Also what is over"), required=False)

    def __init__(self, actor: Actor, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in lifecycle.kinds()]  # type: ignore[attr-defined]
        for name in ("assignee", "owner", "requester"):
            self.fields[name].queryset = people.visible_persons(actor)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Condition:
    """A condition that holds now. `without` is the query string of the list without it."""

    label: str | LazyText
    value: str
    without: str


@dataclass(frozen=True)
class Wanted:
    """What the address bar asks for: the filter, its conditions in words, and what could not be understood."""

    filter: Filter
    conditions: Sequence[Condition]
    mistakes: Sequence[str]
    form: FilterForm
    shows_over: bool


def read(actor: Actor, query: QueryDict) -> Wanted:
    """Understand a query string. A condition that can't be understood is left out and named in `mistakes`."""
    form = FilterForm(actor, query)
    form.is_valid()
    values = form.cleaned_data
    over = bool(values.get("over") or (values.get("q") and not values.get("state")))
    states = tuple(values.get("state") or ()) or (() if over else LIVING)
    found = Filter(
        states=states,
        kinds=tuple(values.get("kind") or ()),
        grades=tuple(values.get("grade") or ()),
        channels=tuple(values.get("channel") or ()),
        team=_key(values.get("team")),
        assignee=_key(values.get("assignee")),
        owner=_key(values.get("owner")),
        requester=_key(values.get("requester")),
        category=_key(values.get("category")),
        priority=values.get("priority"),
        unanswered=bool(values.get("unanswered")),
        returned=bool(values.get("returned")),
        text=values.get("q") or "",
    )
    mistakes = [f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
    mistakes += asking.read(actor, found.text).hints if found.text else []
    return Wanted(found, _conditions(form, query), mistakes, form, shows_over=over)


def _key(row: Any) -> int | None:
    return row.pk if row is not None else None


def _conditions(form: FilterForm, query: QueryDict) -> list[Condition]:
    found = []
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        if name == "over" or value in (None, "", False, []):
            continue
        without = query.copy()
        for gone in (name, f"{name}_words", "after"):
            without.pop(gone, None)
        found.append(Condition(field.label or name, _in_words(field, value), without.urlencode()))
    return found


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        chosen = value if isinstance(value, list) else [value]
        choices: Any = field.choices
        return ", ".join(str(label) for key, label in choices if key in chosen)
    return "" if value is True else str(value)
