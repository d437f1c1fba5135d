"""What requesters fill in."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core import clock, typed
from fuwutai.files.forms import FilesField
from fuwutai.people.models import Person
from fuwutai.portal.choices import Source
from fuwutai.portal.models import MOST_STARS
from fuwutai.portal.queries import known
from fuwutai.portal.services import Opinion, Same
from fuwutai.tickets import lifecycle
from fuwutai.tickets.choices import Channel
from fuwutai.tickets.fields import LONGEST_TEXT
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.models import Symptom
from fuwutai.tickets.services import Report

_OLDEST_YEAR = 2000
LONGEST_OPINION = 2000
# Milliseconds since 1970, as browsers count; a clock may be wrong, but not by centuries.
_LATEST = 2**43
_LONGEST_WAIT = timedelta(days=30)


class ReportForm(forms.Form):
    """Three fields and how it shows; the others are folded away."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("What is it about?"), max_length=250)
    description = forms.CharField(
        label=_("Tell us more"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
    occurred_at = forms.DateTimeField(
        label=_("Since when?"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    affected_count = forms.IntegerField(
        label=_("How many people are affected?"), required=False, min_value=1, max_value=1_000_000
    )
    affected_service = forms.CharField(label=_("Which device or service?"), required=False, max_length=200)
    place = forms.CharField(label=_("Where are you?"), required=False, max_length=100)
    phone = forms.CharField(label=_("Phone for questions"), required=False, max_length=80)

    # "It is the same for me": as many others report now, or this major incident of which everybody was told.
    joins = forms.BooleanField(required=False, widget=forms.HiddenInput)
    known = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # What the browser adds: which sending this is, and for what waited offline when it was written and sent.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput({"data-new-key": True}))
    written_at = forms.IntegerField(required=False, min_value=0, max_value=_LATEST, widget=forms.HiddenInput)
    sent_at = forms.IntegerField(required=False, min_value=0, max_value=_LATEST, widget=forms.HiddenInput)

    def __init__(self, me: Person | None, colleagues: QuerySet[Person], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.me = me
        kinds = [(kind.key, kind.label) for kind in lifecycle.kinds()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0][0]
        self.fields["person"] = forms.ModelChoiceField(colleagues, label=_("Who needs help?"), required=False)
        self.fields["symptom"] = forms.ModelChoiceField(
            Symptom.objects.filter(active=True), label=_("How does it show?"), required=False, empty_label=None,
            widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields["files"] = FilesField(label=_("Pictures and files"), required=False)
        self.told = known.told_to(me) if me else {}
        self.fields["title"].required = typed.number(self.data.get("known")) not in self.told

    def clean_known(self) -> int | None:
        """What was known to nobody, or is no more, makes an ordinary report."""
        number: int | None = self.cleaned_data["known"]
        return number if number in self.told else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("known") and not values.get("title"):
            values["title"] = self.told[values["known"]].title
        return values

    def clean_occurred_at(self) -> Any:
        value = self.cleaned_data["occurred_at"]
        if value and (value > clock.now() or value.year < _OLDEST_YEAR):
            raise ValidationError(_("Give a time that has passed."))
        return value

    def report(self) -> Report:
        """What the form says, ready to be logged."""
        values = self.cleaned_data
        if self.me is None:
            raise ValueError("nobody reports")
        return Report(
            kind=values["kind"],
            title=values["title"],
            description=values["description"],
            requester=values["person"] or self.me,
            reporter=self.me if values["person"] else None,
            channel=Channel.WEB,
            callback=" · ".join(part for part in (values["phone"], values["place"]) if part),
            symptom=values["symptom"],
            affected_service=values["affected_service"],
            affected_count=values["affected_count"] or 1,
            occurred_at=values["occurred_at"],
            reported_at=self._reported_at,
            uploads=values["files"],
        )

    def same(self) -> Same:
        return Same(joins=self.cleaned_data["joins"], known=self.cleaned_data["known"])

    @property
    def _reported_at(self) -> datetime | None:
        """When it was written, if it waited for the network: by its age, as the clock of the device may be wrong."""
        written, sent = self.cleaned_data["written_at"], self.cleaned_data["sent_at"]
        if written is None or sent is None:
            return None
        age = timedelta(milliseconds=max(0, sent - written))
        return clock.now() - min(age, _LONGEST_WAIT)

    @property
    def has_details(self) -> bool:
        """Whether something below the fold was filled in or refused, so that it must be open."""
        names = ("person", "occurred_at", "affected_count", "affected_service", "place", "phone")
        return any(self[name].errors or self[name].value() for name in names)


class OpinionForm(forms.Form):
    """How it was: one to five stars, and words if one likes."""

    stars = forms.TypedChoiceField(
        label=_("How was it?"), coerce=int, choices=[(count, count) for count in range(1, MOST_STARS + 1)]
    )
    words = forms.CharField(
        label=_("In your words"), required=False, max_length=LONGEST_OPINION, widget=forms.Textarea(attrs={"rows": 2})
    )

    def opinion(self, source: Source) -> Opinion:
        return Opinion(stars=self.cleaned_data["stars"], words=self.cleaned_data["words"], source=source)


class StepForm(VerbForm):
    """One of the requester's own verbs, with the files that came along."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["files"] = FilesField(label=_("Pictures and files"), required=False)
