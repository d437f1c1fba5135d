"""What an agent takes down from a conversation, or from a paper form."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, typed
from fuwutai.files.forms import FilesField
from fuwutai.people import permissions as people
from fuwutai.people import queries
from fuwutai.people.choices import AddressKind
from fuwutai.people.models import Department, Organisation, Person, Team
from fuwutai.people.permissions import Actor
from fuwutai.tickets import lifecycle
from fuwutai.tickets.choices import Channel, Degree, Then
from fuwutai.tickets.fields import LONGEST_TEXT
from fuwutai.tickets.models import Category, ResolutionCode, Symptom, Ticket
from fuwutai.tickets.paper import numbers
from fuwutai.tickets.services import Report
from fuwutai.tickets.services.intake import Outcome

NEW = "new"
_CHANNELS = (Channel.PHONE, Channel.WALK_IN, Channel.PAPER)
_OLDEST = timedelta(days=3 * 365)
# Clocks differ, and somebody rounds up to the full minute.
_AHEAD = timedelta(minutes=5)

# Degrees in the words of a conversation: how many are hit, and what it holds up.
IMPACTS = (
    (Degree.LOW, _("One person")),
    (Degree.MEDIUM, _("A department")),
    (Degree.HIGH, _("The company")),
)
URGENCIES = (
    (Degree.LOW, _("Can wait")),
    (Degree.MEDIUM, _("Slower")),
    (Degree.HIGH, _("Stopped")),
)


def _degree(raw: str) -> Degree:
    return Degree(int(raw))


def _moment(label: Any, **options: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget, **options)


class IntakeForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("How?"),
        choices=[(channel.value, channel.label) for channel in _CHANNELS],
        widget=forms.RadioSelect,
        initial=Channel.PHONE,
    )
    person = forms.CharField(label=_("Requester"), required=False, max_length=20)
    new_name = forms.CharField(label=_("Name"), required=False, max_length=120)
    new_phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    new_email = forms.EmailField(label=_("E-mail"), required=False)

    title = forms.CharField(label=_("In one line"), max_length=250)
    description = forms.CharField(
        label=_("In detail"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    affected_service = forms.CharField(label=_("Affected service or device"), required=False, max_length=200)
    occurred_at = _moment(_("Since when?"))
    affected_count = forms.IntegerField(label=_("How many people?"), required=False, min_value=1, max_value=1_000_000)
    impact = forms.TypedChoiceField(
        label=_("Who is hit?"), choices=IMPACTS, coerce=_degree, widget=forms.RadioSelect, initial=Degree.LOW
    )
    urgency = forms.TypedChoiceField(
        label=_("What does it hold up?"),
        choices=URGENCIES,
        coerce=_degree,
        widget=forms.RadioSelect,
        initial=Degree.MEDIUM,
    )
    callback = forms.CharField(required=False, max_length=200)
    callback_text = forms.CharField(label=_("Another way"), required=False, max_length=200)
    reported_at = _moment(
        _("When were we told?"), help_text=_("Only if that was earlier: the ticket is then marked as back-filled.")
    )
    form_number = forms.CharField(
        label=_("Number of the form"), required=False, max_length=30, help_text=_("It is printed in the top corner.")
    )

    solution = forms.CharField(
        label=_("Solution"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, actor: Actor, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.actor = actor
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"),
            choices=[(kind.key, kind.label) for kind in lifecycle.kinds()],
            widget=forms.RadioSelect,
            initial=lifecycle.kinds()[0].key,
        )
        self.fields["category"] = forms.ModelChoiceField(
            Category.objects.filter(active=True), label=_("Category"), required=False
        )
        self.fields["symptom"] = forms.ModelChoiceField(
            Symptom.objects.filter(active=True), label=_("How does it show?"), required=False, empty_label=None,
            widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields["new_organisation"] = forms.ModelChoiceField(
            organisations(actor), label=_("Organisation"), required=False, empty_label=None
        )
        self.fields["new_department"] = forms.ModelChoiceField(
            Department.objects.filter(active=True, organisation__in=organisations(actor)),
            label=_("Department"),
            required=False,
            empty_label="—",
        )
        self.fields["files"] = FilesField(label=_("Pictures and files"), required=False)
        self._ask_what_then()

    def _ask_what_then(self) -> None:
        choices = [(then.value, then.label) for then in Then if then == Then.POOL or self.actor.can("tickets.desk")]
        self.fields["then"] = forms.TypedChoiceField(
            label=_("After saving"), choices=choices, coerce=Then, widget=forms.RadioSelect, initial=Then.POOL
        )
        self.fields["team"] = forms.ModelChoiceField(
            Team.objects.filter(active=True).order_by("line", "id"),
            label=_("Group"),
            required=False,
            empty_label="—",
            help_text=_("Empty: whoever usually solves the category."),
        )
        self.fields["assignee"] = forms.ModelChoiceField(
            Person.objects.filter(active=True, teams__isnull=False).distinct(), label=_("Person"), required=False
        )
        self.fields["code"] = forms.ModelChoiceField(
            ResolutionCode.objects.filter(active=True), label=_("How it was resolved"), required=False, empty_label="—"
        )

    def clean_occurred_at(self) -> datetime | None:
        return _passed(self.cleaned_data["occurred_at"])

    def clean_reported_at(self) -> datetime | None:
        return _passed(self.cleaned_data["reported_at"])

    def clean_form_number(self) -> str:
        typed = self.cleaned_data["form_number"]
        if not typed:
            return ""
        number = numbers.read(typed)
        if not number:
            raise ValidationError(_("This can't be the number of a form; compare it letter by letter."))
        before = Ticket.objects.filter(channel=Channel.PAPER, external_ref=number).values_list("pk", flat=True).first()
        if before:
            raise ValidationError(_("This form was entered already; it is ticket %(number)s.") % {"number": before})
        return number

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._find_requester(values)
        occurred_at, reported_at = values.get("occurred_at"), values.get("reported_at")
        if occurred_at and reported_at and occurred_at > reported_at:
            self.add_error("occurred_at", _("It can't have begun after we were told of it."))
        if values.get("channel") == Channel.PAPER:
            self._require("form_number", _("Type the number that is printed on the form."))
            self._require("reported_at", _("Take the time over from the form."))
        if values.get("then") == Then.DISPATCH:
            self._require("team", _("Choose the group that shall work on it."))
        if values.get("then") == Then.SOLVED:
            self._require("solution", _("Write down what helped."))
            self._require("code", _("Choose how it was resolved."))
        return values

    def _require(self, name: str, sentence: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)

    def _find_requester(self, values: dict[str, Any]) -> None:
        """Put the person who was chosen, or the one whom the typed words name, or a new one into `values`."""
        chosen = values.get("person", "")
        if chosen == NEW:
            self._require("new_name", _("Ask for the name."))
            self._require("new_organisation", _("Choose the organisation."))
            return
        values["requester"] = recognised(self.actor, chosen, self.data.get("person_words", ""))
        if values["requester"] is None:
            self.add_error("person", _("Choose somebody from the list, or enter a new person."))

    @property
    def requester(self) -> Person:
        """Whom it is for; not saved yet when they were not in the directory."""
        values = self.cleaned_data
        found: Person | None = values.get("requester")
        if found:
            return found
        return Person(
            name=values["new_name"],
            organisation=values["new_organisation"],
            department=values["new_department"],
            known=False,
        )

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """How a new person can be reached."""
        values = self.cleaned_data
        given = [(AddressKind.PHONE, values["new_phone"]), (AddressKind.EMAIL, values["new_email"])]
        return [(kind, value) for kind, value in given if value]

    def report(self) -> Report:
        values = self.cleaned_data
        return Report(
            kind=values["kind"],
            title=values["title"],
            description=values["description"],
            requester=self.requester,
            channel=Channel(values["channel"]),
            callback=values["callback_text"] or values["callback"],
            category=values["category"],
            symptom=values["symptom"],
            impact=values["impact"],
            urgency=values["urgency"],
            affected_service=values["affected_service"],
            affected_count=values["affected_count"] or 1,
            occurred_at=values["occurred_at"],
            reported_at=values["reported_at"],
            external_ref=values["form_number"] if values["channel"] == Channel.PAPER else "",
            uploads=values["files"],
        )

    def outcome(self) -> Outcome:
        values = self.cleaned_data
        return Outcome(
            then=values["then"],
            team=values["team"],
            assignee=values["assignee"],
            solution=values["solution"],
            code=values["code"],
        )


def organisations(actor: Actor) -> Any:
    """Where a new person may be entered: where the actor may log tickets."""
    return Organisation.objects.filter(actor.within("tickets.log", prefix="")).filter(active=True).order_by("path")


def recognised(actor: Actor, chosen: str, words: str) -> Person | None:
    """The person with the chosen id, or the only one whom the typed words fit; None if that is nobody or several."""
    persons = people.visible_persons(actor).filter(active=True)
    if chosen:
        return persons.filter(pk=typed.number(chosen) or 0).first()
    words = words.strip()
    if not words:
        return None
    visible = set(persons.filter(pk__in=[person.pk for person in queries.find_by_number(words)]))
    found = list(visible) or list(queries.search_persons(actor, words, most=2))
    return found[0] if len(found) == 1 else None


def _passed(value: datetime | None) -> datetime | None:
    moment = clock.now()
    if value and value > moment + _AHEAD:
        raise ValidationError(_("This time is still to come."))
    if value and value < moment - _OLDEST:
        raise ValidationError(_("This date can't be right."))
    return value
