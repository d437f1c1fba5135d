"""Conditions in a form, written in an editor of rows."""

from typing import Any

import orjson
from django import forms
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration.forms import ReadersField
from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import Actor
from fuwutai.rules import catalogue, conditions, pages
from fuwutai.rules.catalogue import Catalogue
from fuwutai.rules.conditions import Conditions


class ConditionsEditor(forms.Textarea):
    """Rows of field, operator and value. Without scripts the same conditions are there as text, and are kept."""

    def __init__(self, catalogue: str, *, counted_at: str = "", counted_with: str = "") -> None:
        super().__init__()
        self.catalogue, self.counted_at, self.counted_with = catalogue, counted_at, counted_with
        self.reader: Actor | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        text, known = str(value or ""), of(self.catalogue)
        context = {
            "name": name, "text": text, "id": (attrs or {}).get("id") or f"id_{name}", "catalogue": known,
            "counted_at": reverse(self.counted_at) if self.counted_at else reverse("rules:count", args=[known.key]),
            "counted_with": self.counted_with,
            "groups": pages.drawn(text, known, self.reader), "words": pages.in_words(text, known, self.reader),
        }  # fmt: skip
        template: Any = engines["jinja2"].get_template("rules/editor.html")
        drawn: SafeString = mark_safe(template.render(context))  # noqa: S308 - the template escapes
        return drawn

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_editor"


class ConditionsField(ReadersField, forms.CharField):
    """Conditions on the records of a catalogue, cleaned to JSON; "" for none. Errors name the row.

    Whether the rows name records that the actor may choose is checked where the actor is known: `Conditions.check`.
    What is counted while they are written may be something else than all that match: `counted_at` is the view that
    counts, `counted_with` the field beside this one that it is sent, too.
    """

    def __init__(self, *, catalogue: str, counted_at: str = "", counted_with: str = "", **options: Any) -> None:
        options = {"label": _("Conditions"), "required": False, **options}
        editor = ConditionsEditor(catalogue, counted_at=counted_at, counted_with=counted_with)
        super().__init__(widget=editor, **options)
        self.catalogue = catalogue

    def read_by(self, actor: Actor) -> None:
        self.widget.reader = actor

    def clean(self, value: Any) -> str:
        try:
            found = understood(super().clean(value), of(self.catalogue))
        except Invalid as refusal:
            raise forms.ValidationError(
                [str(each) for several in refusal.fields.values() for each in several]
            ) from None
        return found.to_json() if found else ""


def understood(text: str, known: Catalogue) -> Conditions:
    """What the editor sent: as `conditions.read`, and times without an offset are those of the reader."""
    return conditions.read(_with_zones(text), known)


def of(key: str) -> Catalogue:
    """The catalogue that a form names. Raises LookupError: then the code is wrong, not what somebody typed."""
    found = catalogue.get(key)
    if found is None:
        raise LookupError(f"No catalogue is called {key}.")
    return found


def _with_zones(text: str) -> Any:
    try:
        tree = orjson.loads(text) if len(text) <= conditions.LONGEST else {}
        rows = [row for item in tree["all"] for row in item.get("any", [item])]
        for row in rows:
            row["value"] = _with_zone(row.get("value"))
    except (ValueError, TypeError, KeyError, AttributeError):
        return text
    return tree


def _with_zone(value: Any) -> Any:
    try:
        found = parse_datetime(value) if isinstance(value, str) and len(value) == len("2026-11-20T08:25") else None
    except ValueError:
        return value
    return timezone.make_aware(found).isoformat() if found and timezone.is_naive(found) else value


class TrialForm(forms.Form):
    """Conditions that are only tried."""

    def __init__(self, catalogue: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["conditions"] = ConditionsField(catalogue=catalogue)
