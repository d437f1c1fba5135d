"""The dialog of a verb, made from its fields: what is asked, and how each value is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.core import typed
from fuwutai.files.forms import FilesField
from fuwutai.people import queries as people
from fuwutai.people.models import Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions, queries
from fuwutai.tickets.choices import Degree
from fuwutai.tickets.forms import VerbForm, initial
from fuwutai.tickets.lifecycle import Asked, Verb
from fuwutai.tickets.models import Category, Ticket
from fuwutai.tickets.pages.story import Item


@dataclass(frozen=True)
class Node:
    """A category in the tree that a dialog shows; `path` is what the search looks at."""

    pk: int
    name: str
    path: str
    depth: int


@dataclass(frozen=True)
class Question:
    """A field of the form with how it is asked. `shown` are the words for a person or ticket that is chosen already."""

    bound: forms.BoundField
    asked: str
    shown: str = ""
    chosen: Sequence[Person] = ()
    nodes: Sequence[Node] = ()
    rare: bool = False


@dataclass(frozen=True)
class Effect:
    """What the choices in a dialog lead to: the priority as it is, and as it would be."""

    before: int
    after: int


@dataclass(frozen=True)
class Message:
    """What stands in the composer while the sheet of the verb that is to follow it is open; both are sent from there.

    `then` is what the composer called the verb; `rest` is what else stands in its form, by name.
    """

    url: str
    draft: int
    mode: str
    text: str
    then: str
    rest: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Dialog:
    """`news` is what came in since the form was opened; then `stale` says that nothing was done yet."""

    verb: Verb
    ticket: Ticket
    form: VerbForm
    questions: Sequence[Question]
    url: str
    seen: int
    stale: str = ""
    news: Sequence[Item] = field(default_factory=tuple)
    effect: Effect | None = None
    message: Message | None = None

    @property
    def long_text(self) -> str:
        """The id of the first field for a text that must be given: the message may serve as it."""
        bound = (each.bound for each in self.usual if each.bound.field.required)
        return next((each.id_for_label for each in bound if each.widget_type == "textarea"), "")

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do or to keep: somebody was faster, and nothing was written yet."""
        return bool(self.stale) and not (self.questions and self.form.is_bound)

    @property
    def is_by_hand(self) -> bool:
        """Whether it opens with what is rarely asked: a priority that no impact and urgency give."""
        return self.form.is_bound or bool(self.form.initial.get("priority_by_hand"))

    @property
    def usual(self) -> list[Question]:
        return [question for question in self.questions if not question.rare]

    @property
    def rare(self) -> list[Question]:
        return [question for question in self.questions if question.rare]


def of(verb: Verb, ticket: Ticket, form: VerbForm, *, stale: str = "", news: Sequence[Item] = ()) -> Dialog:
    return Dialog(
        verb=verb,
        ticket=ticket,
        form=form,
        questions=[replace(_question(each.name, each.asked, form, ticket), rare=each.rare) for each in verb.fields],
        url=reverse("tickets:act", args=[ticket.pk, verb.noun]),
        seen=ticket.timeline_length,
        stale=stale,
        news=news,
        effect=_effect(ticket, form) if verb.key == "prioritise" else None,
    )


def _effect(ticket: Ticket, form: VerbForm) -> Effect:
    """The priority by the table; what is not chosen yet counts as it stands on the ticket."""
    degrees = {str(degree.value): degree.value for degree in Degree}
    impact, urgency = (degrees.get(str(form[name].value()), getattr(ticket, name)) for name in ("impact", "urgency"))
    return Effect(before=ticket.priority, after=queries.priority(impact, urgency))


def empty(verb: Verb, ticket: Ticket, actor: Actor, given: QueryDict) -> VerbForm:
    """The form as it opens: with the ticket's own values, what the address names (`?task=7`), and what is likely."""
    values = initial(verb, ticket)
    names = {each.name for each in verb.fields}
    if verb.key == "assign" and (ticket.team_id == ticket.desk_id or given):
        # Whoever dispatches from the desk wants it to leave the desk; its person goes with the group.
        values |= {"team": None, "assignee": None}
    values |= {name: value for name, value in given.items() if value}
    if "team" in names and not values.get("team"):
        values["team"] = usual_team(ticket.category) or (ticket.team_id if verb.key == "add_task" else None)
    return _prepared(VerbForm(verb, ticket, actor, initial=values), verb)


def blank(verb: Verb, ticket: Ticket, actor: Actor, given: Mapping[str, Any]) -> VerbForm:
    """The form with nothing of the ticket in it: the same answer is to hold for many."""
    return _prepared(VerbForm(verb, ticket, actor, initial=given), verb)


def filled(verb: Verb, ticket: Ticket, actor: Actor, data: QueryDict, files: Any) -> VerbForm:
    """The form as it was sent. Words typed into a lookup count where nothing was picked from it."""
    answers = data.copy()
    for each in verb.fields:
        words = answers.get(f"{each.name}_words", "").strip()
        if each.asked in _FOUND_BY_TYPING and words and not answers.get(each.name):
            answers[each.name] = _only_match(each.asked, words, actor)
    return _prepared(VerbForm(verb, ticket, actor, answers, files=files), verb)


_FOUND_BY_TYPING = (Asked.PERSON, Asked.STAFF, Asked.TICKET)


def _only_match(asked: Asked, words: str, actor: Actor) -> str:
    """The number typed for a ticket, or the one person whom the words fit; otherwise the words, which are refused."""
    if asked == Asked.TICKET:
        return words
    search = people.search_colleagues if asked == Asked.STAFF else people.search_persons
    found = search(actor, words, most=2)
    return str(found[0].pk) if len(found) == 1 else words


def _prepared(form: VerbForm, verb: Verb) -> VerbForm:
    for each in verb.fields:
        if each.asked == Asked.CHIPS:
            _show_all(form.fields[each.name])
        if each.asked in (Asked.PERSON, Asked.STAFF):
            form.fields[each.name].error_messages["invalid_choice"] = _(
                "Nobody fits these words, or several people do. Write more of the name, or choose from the list."
            )
    if verb.takes_files:
        form.fields["files"] = FilesField(required=False)
    return form


def _show_all(asked: forms.Field) -> None:
    """Draw a select as radio buttons; the empty choice of one that may be left out is left away."""
    several = (forms.ModelMultipleChoiceField, forms.MultipleChoiceField)
    if isinstance(asked, several) or not isinstance(asked, forms.ChoiceField):
        return
    choices: Any = asked.choices
    if isinstance(asked, forms.ModelChoiceField):
        asked.empty_label = None
    else:
        choices = [choice for choice in choices if choice[0] != ""]
    asked.widget = forms.RadioSelect()
    asked.choices = choices


def _question(name: str, asked: Asked | None, form: VerbForm, ticket: Ticket) -> Question:
    bound = form[name]
    if asked == Asked.TEAM:
        offer_teams(form.fields[name])
    if asked == Asked.MEMBER:
        offer_members(form.fields[name], form["team"].value(), ticket=ticket)
    if asked == Asked.TREE:
        return Question(bound, asked, nodes=category_tree())
    if asked in (Asked.PERSON, Asked.STAFF):
        return Question(bound, asked, shown=_name(bound.value()))
    if asked == Asked.READERS:
        return Question(bound, asked, chosen=persons(bound.value()))
    return Question(bound, asked or "")


def offer_teams(asked: forms.Field) -> None:
    """Groups by their line, each with how much lies with it."""
    teams: list[Team] = list(asked.queryset)  # type: ignore[attr-defined]
    by_line: dict[str, list[tuple[int, str]]] = {}
    for load in queries.group_loads(teams):
        label = _loaded(load.team.name, load.open) if load.open else load.team.name
        by_line.setdefault(str(load.team.get_line_display()), []).append((load.team.pk, label))
    asked.choices = [("", "—"), *by_line.items()]  # type: ignore[attr-defined]


def offer_members(asked: forms.Field, team: Any, *, ticket: Ticket | None = None) -> None:
    """The people of one group, the least busy first. Without a group nobody is offered: the group comes first.

    Whoever asked for the ticket is not offered to work on it.
    """
    keys = _keys([team])
    members = Person.objects.filter(teams=keys[0], active=True) if keys else Person.objects.none()
    loads = queries.loads_of(list(members.exclude(permissions.askers(ticket)) if ticket else members))
    offered = [(load.person.pk, _loaded(load.person.name, load.open)) for load in loads]
    whoever = _("Whoever accepts it first") if keys else _("Choose the group first")
    asked.choices = [("", whoever), *offered]  # type: ignore[attr-defined]


def _loaded(name: str, count: int) -> str:
    return ngettext("%(name)s · %(num)d open", "%(name)s · %(num)d open", count) % {"name": name, "num": count}


def category_tree() -> list[Node]:
    """Every active category, parents before children."""
    nodes = list(Category.objects.filter(active=True))
    by_key = {node.pk: node for node in nodes}
    children: dict[int | None, list[Category]] = {}
    for node in nodes:
        children.setdefault(node.parent_id if node.parent_id in by_key else None, []).append(node)
    return list(_below(None, children, ()))


def _below(parent: int | None, children: Mapping[int | None, list[Category]], above: tuple[str, ...]) -> Iterable[Node]:
    for node in sorted(children.get(parent, ()), key=lambda node: (node.position, node.pk)):
        path = (*above, node.name)
        yield Node(node.pk, node.name, " / ".join(path), len(above))
        yield from _below(node.pk, children, path)


def usual_team(category: Category | None) -> int | None:
    """The group that usually solves a category; a category without one inherits it."""
    if category is None:
        return None
    found = Category.objects.filter(pk__in=category.ancestor_ids(), team__isnull=False, team__active=True)
    return found.order_by("-path").values_list("team", flat=True).first()


def persons(values: Any) -> list[Person]:
    """Those whose ids were sent or are set, to be shown again."""
    return list(Person.objects.filter(pk__in=_keys(values)).order_by("name"))


def _keys(values: Any) -> list[int]:
    """The ids among what was sent or is set; records count by their own."""
    found = (typed.number(getattr(value, "pk", value)) for value in values or ())
    return [key for key in found if key is not None]


def _name(value: Any) -> str:
    keys = _keys([value])
    person = Person.objects.filter(pk=keys[0]).first() if keys else None
    return person.name if person else str(value or "")
