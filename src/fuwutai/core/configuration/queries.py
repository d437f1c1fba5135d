"""Reading who changed which setting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, Model, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, gettext_lazy
from jinja2 import Environment

from fuwutai.core import words
from fuwutai.core.configuration import changes
from fuwutai.core.configuration.models import ConfigurationChange

_VERBS = {
    changes.Verb.ADDED: gettext_lazy("added"),
    changes.Verb.CHANGED: gettext_lazy("changed"),
    changes.Verb.REMOVED: gettext_lazy("removed"),
}


@dataclass(frozen=True)
class Line:
    """One field of a change, in words of the reader's language."""

    field: str
    old: str
    new: str


def of_record(record: Model) -> QuerySet[ConfigurationChange]:
    """What was changed at `record`, newest first."""
    return ConfigurationChange.objects.filter(subject=record._meta.label_lower, record=record.pk)


def of_table(key: str) -> QuerySet[ConfigurationChange]:
    """What was changed in a table that is saved as a whole, newest first."""
    return ConfigurationChange.objects.filter(subject=key)


def narrowed(*, subject: str, who: str) -> QuerySet[ConfigurationChange]:
    """What was changed of one kind of setting, or by somebody whose name contains `who`; newest first."""
    found = ConfigurationChange.objects.all()
    if subject:
        found = found.filter(subject=subject)
    return found.filter(actor_name__icontains=who) if who else found


def subjects() -> list[tuple[str, str]]:
    """What has been changed so far, as (key, words), for a filter."""
    keys = ConfigurationChange.objects.order_by().values_list("subject", flat=True).distinct()
    return sorted(((key, subject_name(key)) for key in keys), key=lambda pair: pair[1])


def subject_name(key: str) -> str:
    described = changes.subject(key)
    if described:
        return str(described.label)
    named = changes.name_of(key)
    return str(named.title) if named else key


def verb_name(key: str) -> str:
    return str(_VERBS[changes.Verb(key)])


def lines(change: ConfigurationChange) -> Iterator[Line]:
    """The fields of a change with their values as people read them."""
    described = changes.subject(change.subject)
    model = _model(change.subject)
    for name, (old, new) in _told(change):
        if described:
            yield Line(described.field(name), described.value(name, old), described.value(name, new))
        else:
            yield Line(_field_name(model, name), _words(model, name, old), _words(model, name, new))


def extend(environment: Environment) -> None:
    """What the templates that show changes call."""
    environment.globals.update(change_fields=lines, change_subject=subject_name, change_verb=verb_name)


def _told(change: ConfigurationChange) -> list[tuple[str, list[Any]]]:
    """What is worth telling: of something new, not that it is in use and stands somewhere in its order."""
    found = list(change.changes.items())
    if change.verb == changes.Verb.CHANGED:
        return found
    return [(name, pair) for name, pair in found if name not in {"active", "position", "known"}]


def _model(key: str) -> type[Model] | None:
    try:
        return apps.get_model(key)
    except (LookupError, ValueError):
        return None


def _field_name(model: type[Model] | None, name: str) -> str:
    named = changes.name_of(model._meta.label_lower) if model else None
    if named and name in named.extras:
        return str(named.extras[name])
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name)) if model else name
    except FieldDoesNotExist:
        return name


def _words(model: type[Model] | None, name: str, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if isinstance(value, list):
        return gettext(", ").join(str(item) for item in value)
    codes = changes.codes_of(model._meta.label_lower) if model else {}
    if name in codes:
        return str(codes[name](value))
    if moment := _moment(model, name, value):
        return words.exact(moment)
    return str(_choices(model, name).get(value, value))


def _moment(model: type[Model] | None, name: str, value: Any) -> datetime | None:
    """The trace keeps moments as text, which readers want in their own zone."""
    try:
        is_moment = model is not None and isinstance(model._meta.get_field(name), DateTimeField)
    except FieldDoesNotExist:
        return None
    return parse_datetime(str(value)) if is_moment else None


def _choices(model: type[Model] | None, name: str) -> dict[Any, Any]:
    try:
        return dict(getattr(model._meta.get_field(name), "flatchoices", ())) if model else {}
    except FieldDoesNotExist:
        return {}
