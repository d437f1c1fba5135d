"""Saving settings so that it can be read later who changed what."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Protocol, TypeVar

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Manager, Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fuwutai.core import rows
from fuwutai.core.configuration.models import ConfigurationChange
from fuwutai.core.errors import Conflict, Invalid, Text
from fuwutai.core.trees import Tree

Record = TypeVar("Record", bound=Model)
Changes = Mapping[str, tuple[Any, Any]]


class Author(Protocol):
    """Who changes something, as far as this floor needs to know."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def name(self) -> str: ...


class Verb(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Subject:
    """How changes of something that is not simply a model are read: names of its fields and values."""

    label: Text
    field: Callable[[str], str]
    value: Callable[[str, Any], str]


_subjects: dict[str, Subject] = {}


def describe(key: str, subject: Subject) -> None:
    """Say how changes of `key` are read. Called from `AppConfig.ready` only."""
    _subjects[key] = subject


def subject(key: str) -> Subject | None:
    return _subjects.get(key)


@dataclass(frozen=True)
class Name:
    """What a model is called where its changes are read, and those of its parts that are no fields."""

    title: Text
    extras: Mapping[str, Text]


_names: dict[str, Name] = {}
_codes: dict[str, dict[str, Callable[[str], object]]] = {}


def name(model: type[Model], title: Text, **extras: Text) -> None:
    """Say how changes of `model` are called; pages of settings do it for theirs. Called while the product starts."""
    key = model._meta.label_lower
    known = _names.get(key)
    _names[key] = Name(title, {**(known.extras if known else {}), **extras})


def name_of(key: str) -> Name | None:
    return _names.get(key)


def read(model: type[Model], **codes: Callable[[str], object]) -> None:
    """Say in which words that is read which fields of `model` keep as codes or JSON. Called while the product starts.

    What is read was valid when it was kept; by now what it names may be gone.
    """
    _codes.setdefault(model._meta.label_lower, {}).update(codes)


def codes_of(key: str) -> Mapping[str, Callable[[str], object]]:
    return _codes.get(key, {})


def listed(choices: Callable[[], Iterable[tuple[Any, Any]]], between: str | None = None) -> Callable[[str], str]:
    """How several codes in one field are read, with `between` or spaces between them. One that is gone stays a code."""

    def told(text: str) -> str:
        labels = dict(choices())
        return gettext(", ").join(str(labels.get(code, code)) for code in text.split(between)) or "—"

    return told


def ticked(_field: str, value: Any) -> str:
    """A tick in words, for a `Subject` that is a table of ticks."""
    return gettext("yes") if value else gettext("no")


def as_text(_field: str, value: Any) -> str:
    """A value as it stands, for a `Subject` of plain numbers."""
    return "—" if value is None else str(value)


def save(author: Author, record: Record) -> Record:
    """Save `record`, put it in its place if it is a node of a tree, and keep what changed.

    Saving it as it was leaves no trace. Raises Invalid, with the fields, for values the model does not allow.
    """
    check(record)
    with transaction.atomic():
        stored = type(record)._default_manager.filter(pk=record.pk).first() if record.pk else None
        before = snapshot(stored) if stored else {}
        # A name of its own: narrowing the type variable itself makes mypy give up.
        node: Model = record
        if isinstance(node, Tree):
            _must_not_strand_parts(node)
        record.save()
        if isinstance(node, Tree):
            node.place()
        note(author, record, differences(before, snapshot(record)), verb=Verb.CHANGED if stored else Verb.ADDED)
    return record


def _must_not_strand_parts(node: Tree) -> None:
    if node.pk and not getattr(node, "active", True):
        nodes: Manager[Any] = type(node)._default_manager
        used = nodes.filter(parent=node.pk, active=True).first()
        if used:
            raise Conflict(
                _("“%(name)s” still contains “%(part)s”. Put that out of use first, or move it.")
                % {"name": node, "part": used}
            )


def check(record: Model) -> None:
    """Raise Invalid where the model's own rules are broken: length, choice, a code used twice."""
    try:
        record.full_clean()
    except ValidationError as error:
        fields: dict[str, list[Text]] = {name: [*sentences] for name, sentences in error.message_dict.items()}
        first = next(iter(fields.values()))[0]
        raise Invalid(first, fields=fields) from None


def remove(author: Author, record: Model) -> None:
    """Delete `record` and keep what it was."""
    with transaction.atomic():
        note(author, record, differences(snapshot(record), {}), verb=Verb.REMOVED)
        record.delete()


def note(author: Author, record: Model, changes: Changes, *, verb: Verb = Verb.CHANGED) -> None:
    """Keep `changes` (field: old, new) of `record`; none of them means there is nothing to keep."""
    if changes:
        rows.insert([drafted(author, record._meta.label_lower, changes, record=record, verb=verb)])


def note_table(author: Author, key: str, changes: Changes, *, record: Model | None = None) -> None:
    """Keep the changes of a table, or of the part of it that belongs to `record`; `key` was given to `describe`."""
    if changes:
        rows.insert([drafted(author, key, changes, record=record, verb=Verb.CHANGED)])


def drafted(author: Author, key: str, changes: Changes, *, record: Model | None, verb: Verb) -> ConfigurationChange:
    """The row of a change, not yet inserted; `rows.insert` takes many of them at once."""
    return ConfigurationChange(
        actor=author.person_id,
        actor_name=author.name,
        subject=key,
        record=record.pk if record else None,
        record_name=str(record)[:250] if record else "",
        verb=verb,
        changes_json=orjson.dumps({name: list(pair) for name, pair in changes.items()}).decode(),
    )


def snapshot(record: Model) -> dict[str, Any]:
    """The editable fields of `record` as plain values."""
    names = [field.name for field in record._meta.concrete_fields if field.editable and not field.primary_key]
    return {name: plain(getattr(record, name)) for name in names}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What differs, without fields that were empty and stay so."""
    names = [*after, *(name for name in before if name not in after)]
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1] and (pair[0] or pair[1])}


def plain(value: Any) -> Any:
    """A value as the trace keeps it: records as id and the name they had then."""
    if isinstance(value, Model):
        return {"id": value.pk, "name": str(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def fingerprint(*records: Model) -> str:
    """Short text that differs once somebody else has changed any of `records`; forms carry it to notice that."""
    content = [[record._meta.label_lower, record.pk, snapshot(record)] for record in records]
    return fingerprint_of(content)


def fingerprint_of(content: Any) -> str:
    """The same for any JSON."""
    return sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


CHANGED_MEANWHILE = _("Somebody changed this while you had it open. Nothing was saved; look again before you save.")
