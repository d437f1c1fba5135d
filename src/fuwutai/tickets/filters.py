"""What a list is narrowed to, as it stands in the address bar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import TreeChoice
from fuwutai.core.errors import Invalid
from fuwutai.core.texts import LazyText
from fuwutai.people import permissions as people
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.rules import conditions as rules
from fuwutai.rules import pages as editor
from fuwutai.rules import queries as reading
from fuwutai.rules.conditions import AnyOf, Conditions, Rule
from fuwutai.rules.forms import ConditionsField
from fuwutai.tickets import asking, lifecycle
from fuwutai.tickets.choices import ENDED, LIVING, Channel, Grade, State, Whose
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.models import Category
from fuwutai.tickets.queries import Filter

PRIORITIES = [(level, f"P{level}") for level in range(1, 6)]
# Conditions on one of these say themselves whether a list shows what is over.
_SAY_WHAT_IS_OVER = frozenset({"state", "closed_at"})


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
    assignee = forms.ModelChoiceField(Person.objects.none(), label=_("Assignee"), required=False)
    owner = forms.ModelChoiceField(Person.objects.none(), label=_("Owner"), required=False)
    requester = forms.ModelChoiceField(Person.objects.none(), label=_("Requester"), required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=[("", "—"), *Whose.choices])
    unanswered = forms.BooleanField(label=_("Waiting for our answer"), required=False)
    returned = forms.BooleanField(label=_("Was returned"), required=False)
    over = forms.BooleanField(label=_("Also what is over"), required=False)
    conditions = ConditionsField(catalogue="tickets", label=_("Further conditions"))

    def __init__(self, actor: Actor, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in lifecycle.kinds()]  # type: ignore[attr-defined]
        for name in ("assignee", "owner", "requester"):
            self.fields[name].queryset = people.visible_persons(actor)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Ground:
    """What a list shows before the address narrows it further: that of a saved view."""

    conditions: Conditions
    whose: str = ""


EVERYTHING = Ground(Conditions(TICKETS))


@dataclass(frozen=True)
class Condition:
    """A condition that holds now. `without` is the query string of the list without it."""

    label: str | LazyText
    value: str
    without: str


@dataclass(frozen=True)
class Wanted:
    """What the address bar asks for: the filter, its conditions in words, and what could not be understood.

    `among` is how many of the newest tickets are looked at where conditions are not looked up in all, otherwise 0.
    """

    filter: Filter
    conditions: Sequence[Condition]
    mistakes: Sequence[str]
    form: FilterForm
    shows_over: bool
    among: int = 0
    asked: Conditions = EVERYTHING.conditions


def read(actor: Actor, query: QueryDict, ground: Ground = EVERYTHING) -> Wanted:
    """Understand a query string. A condition that can't be understood is left out and named in `mistakes`."""
    form = FilterForm(actor, query)
    form.is_valid()
    asked = _asked(actor, form)
    values = form.cleaned_data
    several = (ground.conditions, asked)
    over = bool(values.get("over") or (values.get("q") and not values.get("state")))
    states = tuple(values.get("state") or ()) or _states(several, over=over)
    is_living = bool(states) and set(states) <= set(LIVING)
    # What is not over is as much as a desk is large, and all of it is looked at.
    named = Conditions(TICKETS, tuple(item for each in several for item in each.items))
    reach = reading.within_reach(named) if named and not is_living else reading.Reach()
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
        whose=values.get("whose") or ground.whose,
        above=reach.above,
        extra=ground.conditions.to_q() & asked.to_q(),
    )
    shown = [*_conditions(form, query), *_rows(asked, query)]
    mistakes = [*_mistakes(form), *(asking.read(actor, found.text).hints if found.text else ())]
    return Wanted(found, shown, mistakes, form, shows_over=not is_living, among=reach.among, asked=asked)


def _asked(actor: Actor, form: FilterForm) -> Conditions:
    """The rows in the address, as far as the actor may name the records in them."""
    try:
        found = rules.read(form.cleaned_data.get("conditions", ""), TICKETS)
        found.check(actor)
    except Invalid as refusal:
        form.add_error("conditions", [str(sentence) for several in refusal.fields.values() for sentence in several])
        found = EVERYTHING.conditions
    if "conditions" in form.errors:
        # The editor shows what was sent, but tells no names that the actor may not know.
        data: Any = form.data
        form.data = data = data.copy()
        data["conditions"] = editor.without_hidden(actor, TICKETS, data.get("conditions", ""))
    return found


def _states(several: Sequence[Conditions], *, over: bool) -> tuple[str, ...]:
    """The states to which a list is narrowed by itself: those of what is not over, unless something says otherwise."""
    says = any(rule.field.key in _SAY_WHAT_IS_OVER for each in several for rule in each.rules)
    if says:
        return LIVING if any(_keeps_living(item) for each in several for item in each.items) else ()
    return () if over else LIVING


def _keeps_living(item: Rule | AnyOf) -> bool:
    return all(_rule_keeps_living(rule) for rule in item.rules)


def _rule_keeps_living(rule: Rule) -> bool:
    if rule.field.key != "state":
        return False
    named = {str(value) for value in rule.value}
    return named <= set(LIVING) if rule.operator.key == "in" else named >= set(ENDED)


def _key(row: Any) -> int | None:
    return row.pk if row is not None else None


def _mistakes(form: FilterForm) -> list[str]:
    return [f"{form.fields[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]


def _conditions(form: FilterForm, query: QueryDict) -> list[Condition]:
    found = []
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        if name in {"over", "conditions"} or value in (None, "", False, []):
            continue
        without = _without(query, name, f"{name}_words")
        found.append(Condition(field.label or name, _in_words(field, value), without.urlencode()))
    return found


def _rows(asked: Conditions, query: QueryDict) -> list[Condition]:
    """Each row of `conditions=` in words, and the address without it."""
    found = []
    for number, words in enumerate(asked.in_words() if asked else ()):
        rest = Conditions(TICKETS, (*asked.items[:number], *asked.items[number + 1 :]))
        without = _without(query, "conditions")
        if rest:
            without["conditions"] = rest.to_json()
        found.append(Condition(words, "", without.urlencode()))
    return found


def _without(query: QueryDict, *names: str) -> QueryDict:
    kept = query.copy()
    for gone in (*names, "after"):
        kept.pop(gone, None)
    return kept


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        chosen = value if isinstance(value, list) else [value]
        choices: Any = field.choices
        return ", ".join(str(label) for key, label in choices if key in chosen)
    return "" if value is True else str(value)


def as_conditions(wanted: Wanted, ground: Ground = EVERYTHING) -> str:
    """Everything that a list is narrowed to as the JSON of conditions, for a view; words searched for are none.

    Raises Invalid when they are more rows than conditions may have.
    """
    rows = [
        *(item.plain() for item in ground.conditions.items),
        *_plain(wanted.form.cleaned_data, shows_over=wanted.shows_over),
        *(item.plain() for item in wanted.asked.items),
    ]
    return rules.read({"all": rows}, TICKETS).to_json() if rows else ""


def _plain(values: Mapping[str, Any], *, shows_over: bool) -> Iterable[dict[str, Any]]:
    several = {name: values.get(name) for name in ("state", "kind", "grade", "channel")}
    several["priority"] = [values["priority"]] if values.get("priority") else []
    if shows_over and values.get("over") and not several["state"]:
        several["state"] = list(State.values)
    named = {name: [values[name].pk] for name in ("team", "assignee", "owner", "requester") if values.get(name)}
    rows: list[tuple[str, str, Any]]
    rows = [(name, "in", list(chosen)) for name, chosen in (several | named).items() if chosen]
    rows += [("category", "within", [values["category"].pk])] if values.get("category") else []
    rows += [(field, operator, value) for name, field, operator, value in _TICKED if values.get(name)]
    return [{"field": field, "op": operator, "value": value} for field, operator, value in rows]


_TICKED = (("unanswered", "unanswered", "is", True), ("returned", "returns", "at_least", 1))


def in_words(actor: Actor, ground: Ground) -> list[str]:
    """What a view always narrows to, row by row. What a row names and the reader may not see is not told, only that."""
    found = [str(Whose(ground.whose).label)] if ground.whose else []
    if ground.conditions.trouble:
        said = gettext("Nothing fits, as a condition can't be read any more: %(reason)s")
        return [*found, said % {"reason": ground.conditions.trouble}]
    hidden = hidden_rows(actor, ground.conditions)
    names = ground.conditions.names()
    for number, item in enumerate(ground.conditions.items, start=1):
        found.append(
            gettext("A condition that names what you may not see") if number in hidden else item.in_words(names)
        )
    return found


def hidden_rows(actor: Actor, conditions: Conditions) -> set[int]:
    """The rows, counted from one, that name what the actor may not choose. They hold for everybody all the same."""
    try:
        conditions.check(actor)
    except Invalid as refusal:
        return {int(key.split(".")[1]) for key in refusal.fields if "." in key}
    return set()
