"""The fields that verbs ask for: how they are cleaned, offered in a dialog and described in the API."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock
from fuwutai.core.api import shapes
from fuwutai.core.texts import LazyText
from fuwutai.people.choices import Line
from fuwutai.people.models import Membership, Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.service_levels.choices import ClockState
from fuwutai.service_levels.models import Clock
from fuwutai.tickets import lifecycle, readers, receivers
from fuwutai.tickets.choices import (
    Degree,
    Format,
    Grade,
    Priority,
    Relation,
    ServiceClass,
    TaskState,
    VisitState,
    WaitFor,
)
from fuwutai.tickets.lifecycle import Asked, Field
from fuwutai.tickets.models import Category, MajorCondition, ResolutionCode, ReturnReason, Symptom, Ticket

Rows = Callable[[Ticket, Actor], QuerySet[Any]]

# Far above any real text, far below what would hurt.
LONGEST_TEXT = 100_000
# Of an id; what is longer may not fit into the database's numbers.
_MOST_DIGITS = 18


def line(name: str, label: LazyText, *, required: bool = False, longest: int = 250) -> Field:
    """One line of text."""
    return Field(
        name, lambda *_: forms.CharField(label=label, required=required, max_length=longest),
        schema=Annotated[str, shapes.line(longest, least=int(required))], required=required,
    )  # fmt: skip


def prose(name: str, label: LazyText, *, required: bool = False) -> Field:
    """Text of any reasonable length."""
    return Field(
        name,
        lambda *_: forms.CharField(label=label, required=required, max_length=LONGEST_TEXT, widget=forms.Textarea),
        schema=Annotated[str, shapes.prose(LONGEST_TEXT, least=int(required))],
        required=required,
    )


def number(name: str, label: LazyText, *, least: int, most: int, required: bool = False) -> Field:
    return Field(
        name, lambda *_: forms.IntegerField(label=label, required=required, min_value=least, max_value=most),
        schema=Annotated[int, shapes.between(least, most)], required=required,
    )  # fmt: skip


def moment(name: str, label: LazyText, *, required: bool = False, future: bool = False) -> Field:
    """A date and time, in the reader's zone on pages and with an offset in the API."""
    validators = [_in_the_future] if future else [_in_our_century]

    def make(_ticket: Ticket, _actor: Actor) -> forms.Field:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(label=label, required=required, widget=widget, validators=validators)

    return Field(name, make, schema=shapes.Moment, required=required)


def choice(name: str, label: LazyText, choices: Any, *, required: bool = True) -> Field:
    """One of an enumeration; the cleaned value is the enumeration's own type."""
    kind = type(next(iter(choices)).value)
    offered = list(choices.choices) if required else [("", "—"), *choices.choices]
    return Field(
        name,
        lambda *_: forms.TypedChoiceField(
            label=label, required=required, choices=offered, coerce=lambda raw: choices(kind(raw)), empty_value=None
        ),
        schema=Annotated[choices, shapes.EXACT],
        required=required,
        asked=Asked.CHIPS,
    )


def some_of(name: str, label: LazyText, values: tuple[Any, ...]) -> Field:
    """One of a few members of an enumeration."""
    kind = type(values[0])
    offered = [(value.value, value.label) for value in values]
    return Field(
        name,
        lambda *_: forms.TypedChoiceField(label=label, choices=offered, coerce=lambda raw: kind(raw)),
        schema=Literal[tuple(value.value for value in values)],
        required=True,
        asked=Asked.CHIPS,
    )


def row(name: str, label: LazyText, rows: Rows, *, required: bool = False, asked: Asked | None = None) -> Field:
    """A record, by its id, out of those that `rows` offers for this ticket and actor."""

    def make(ticket: Ticket, actor: Actor) -> forms.Field:
        return forms.ModelChoiceField(rows(ticket, actor), label=label, required=required, empty_label="—")

    return Field(name, make, schema=shapes.Id, required=required, asked=asked)


def rows(name: str, label: LazyText, rows: Rows, *, asked: Asked, required: bool = False) -> Field:
    """Several records by their ids."""

    def make(ticket: Ticket, actor: Actor) -> forms.Field:
        return Several(rows(ticket, actor), label=label, required=required, widget=forms.CheckboxSelectMultiple)

    return Field(name, make, schema=shapes.Ids, required=required, asked=asked)


class Several(forms.ModelMultipleChoiceField[Any]):
    """Records by their ids; an id larger than any in the database is refused as any other that does not exist."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if str(key).isdecimal() and len(str(key)) > _MOST_DIGITS:
                raise ValidationError(_("What was chosen does not exist."), code="invalid_choice")
        return super().clean(value)


class Receivers(Several):
    """Whoever is ticked: an empty list is nobody, None says that nobody was asked."""

    def clean(self, value: Any) -> Any:
        return None if value is None else super().clean(value)


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes none of which may be ticked; an empty value beside them tells that they were shown."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name not in data:
            return None
        found = super().value_from_datadict(data, files, name)
        return [each for each in found if each != ""] if isinstance(found, list | tuple) else found


def receivers_of_replies(name: str, label: LazyText) -> Field:
    """Exactly who gets a reply; left out, those who usually do."""

    def make(ticket: Ticket, actor: Actor) -> forms.Field:
        return Receivers(receivers.persons(ticket, actor), label=label, required=False, widget=Ticks)

    return Field(name, make, schema=shapes.Ids, asked=Asked.CHIPS)


def copied(name: str, label: LazyText) -> Field:
    """Addresses to which the last mail of the requester's side went as well; nobody mails at will."""

    def make(ticket: Ticket, _actor: Actor) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=lambda: [(address, address) for address in receivers.copied_to(ticket)],
            label=label, required=False, widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip

    return Field(name, make, schema=shapes.Addresses, asked=Asked.CHIPS)


class Mentions(Several):
    """Persons, each of whom must be able to read what they are pointed at."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as refusal:
            names = self._refused(value) if refusal.code == "invalid_choice" else []
            if not names:
                raise
            said = _("%(names)s may not read this ticket, so nothing was sent. Remove the name, or let them take part.")
            raise ValidationError(said % {"names": gettext(", ").join(names)}, code=refusal.code) from None

    def _refused(self, value: Any) -> list[str]:
        keys = [int(key) for key in value if str(key).isdecimal() and len(str(key)) <= _MOST_DIGITS]
        allowed = {person.pk for person in self.queryset or () if person.pk in keys}
        return list(Person.objects.filter(pk__in=keys).exclude(pk__in=allowed).values_list("name", flat=True))


def mentions(name: str, label: LazyText) -> Field:
    """Colleagues who are pointed at what is written; each must be able to read it."""

    def make(ticket: Ticket, actor: Actor) -> forms.Field:
        offered = readers.to_mention(ticket, actor)
        return Mentions(offered, label=label, required=False, widget=forms.CheckboxSelectMultiple)

    return Field(name, make, schema=shapes.Ids, asked=Asked.READERS)


class TicketNumber(forms.IntegerField):
    """The number of another ticket that the actor may see."""

    def __init__(self, ticket: Ticket, actor: Actor, **options: Any) -> None:
        super().__init__(min_value=1, max_value=shapes.LARGEST, **options)
        self.ticket, self.actor = ticket, actor

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().lstrip("#") if isinstance(value, str) else value)

    def clean(self, value: Any) -> Any:
        from fuwutai.tickets import permissions  # noqa: PLC0415 - permissions read the lifecycle that is made of fields

        found = super().clean(value)
        if found is None:
            return None
        other = permissions.visible(self.actor).filter(pk=found).first()
        if other is None or other.pk == self.ticket.pk:
            raise ValidationError(_("There is no other ticket with this number, or none that you may see."))
        return other


def another_ticket(name: str, label: LazyText) -> Field:
    return Field(
        name,
        lambda ticket, actor: TicketNumber(ticket, actor, label=label),
        schema=shapes.Id,
        required=True,
        asked=Asked.TICKET,
    )


def _in_the_future(value: datetime) -> None:
    if value <= clock.now():
        raise ValidationError(_("Choose a time that is still to come."))
    _in_our_century(value)


def _in_our_century(value: datetime) -> None:
    if not 1970 <= value.year <= 2199:
        raise ValidationError(_("This date can't be right."))


def teams(_ticket: Ticket, _actor: Actor) -> QuerySet[Team]:
    """All that are in use, by their line."""
    return Team.objects.filter(active=True).order_by("line", "id")


def third_line(ticket: Ticket, actor: Actor) -> QuerySet[Team]:
    return teams(ticket, actor).filter(line=Line.THIRD)


def staff(_ticket: Ticket, _actor: Actor) -> QuerySet[Person]:
    """Everybody who is in a team."""
    return Person.objects.filter(active=True, pk__in=Membership.objects.values("person"))


def people(_ticket: Ticket, _actor: Actor) -> QuerySet[Person]:
    return Person.objects.filter(active=True)


def circle(ticket: Ticket, _actor: Actor) -> QuerySet[Person]:
    """Those besides the requester who may be written to about this ticket."""
    return Person.objects.filter(
        Q(participations__ticket=ticket) | Q(pk=ticket.reporter_id), active=True
    ).distinct()  # fmt: skip


def active(model: type[Model]) -> Rows:
    return lambda _ticket, _actor: model._default_manager.filter(active=True)


def open_tasks(ticket: Ticket, _actor: Actor) -> QuerySet[Any]:
    return ticket.tasks.filter(state=TaskState.OPEN)


def visits_in(*states: VisitState) -> Rows:
    return lambda ticket, _actor: ticket.visits.filter(state__in=states)


def clocks(ticket: Ticket, _actor: Actor) -> QuerySet[Clock]:
    """What was promised about the ticket, unless it was called off."""
    judged = Clock.objects.exclude(state=ClockState.CANCELLED)
    return judged.filter(number=ticket.pk).select_related("agreement").order_by("id")


def kind_choice(name: str, label: LazyText) -> Field:
    """Another kind of ticket; read when asked, because practices register their kinds after this module loads."""

    def make(ticket: Ticket, _actor: Actor) -> forms.Field:
        others = [(kind.key, kind.label) for kind in lifecycle.kinds() if kind.key != ticket.kind]
        return forms.ChoiceField(label=label, choices=others)

    return Field(name, make, schema=Annotated[str, shapes.line(30, least=1)], required=True, asked=Asked.CHIPS)


def rare(*fields: Field) -> tuple[Field, ...]:
    """They stay folded in a dialog until somebody opens them."""
    return tuple(replace(field, rare=True) for field in fields)


(FORMAT,) = rare(choice("format", _("How the text is meant"), Format, required=False))
NOTE = prose("note", _("Note"))
REASON = prose("reason", _("Reason"), required=True)
TEAM = row("team", _("Group"), teams, required=True, asked=Asked.TEAM)
THIRD_LINE = row("team", _("Third-line group or supplier"), third_line, required=True, asked=Asked.TEAM)
ASSIGNEE = row("assignee", _("Person"), staff, asked=Asked.MEMBER)
CATEGORY = row("category", _("Category"), active(Category), required=True, asked=Asked.TREE)
IMPACT = choice("impact", _("Impact"), Degree)
URGENCY = choice("urgency", _("Urgency"), Degree)
SYMPTOM = row("symptom", _("Symptom"), active(Symptom), asked=Asked.CHIPS)
MAJOR_CONDITION = row("major_condition", _("Condition of a major incident"), active(MajorCondition), asked=Asked.CHIPS)
PRIORITY_BY_HAND = choice("priority_by_hand", _("Priority by hand"), Priority, required=False)
SERVICE_CLASS = choice("service_class", _("Service class"), ServiceClass, required=False)
GRADE = choice("grade", _("Class"), Grade, required=False)
RETURN_REASON = row("reason", _("Reason"), active(ReturnReason), required=True, asked=Asked.CHIPS)
RESOLUTION_CODE = row("code", _("How it was resolved"), active(ResolutionCode), required=True, asked=Asked.CHIPS)
SOLUTION = prose("solution", _("Solution"), required=True)
WAIT_FOR = choice("wait_for", _("Waiting for"), WaitFor)
RESUME_AT = moment("resume_at", _("Resume at"), future=True)
RELATION = choice("relation", _("Relation"), Relation)
