"""What conditions can speak of. Each app declares the fields of its own records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q, QuerySet

from fuwutai.core.texts import LazyText
from fuwutai.people.permissions import Actor
from fuwutai.rules.choices import Kind

Read = Callable[[Any], Any]


@dataclass(frozen=True)
class Rows:
    """The records that a field can point at. `offered` are those that an actor may name in a condition.

    `search` are the columns in which typed words are looked for.
    """

    model: type[Model]
    offered: Callable[[Actor], QuerySet[Any]]
    search: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """Something that a record has. `column` is where the database has it, as a walk of the ORM (`requester__level`).

    `read` gives what stands there in a record that need not be saved: the value, the id of a record, the path of a
    node of a tree; by default it walks as `column` does. A field that `can_be_empty` holds nothing in some records.
    `together` says in one word what it would take a list to say: choices, and the sentence where just they are meant.
    `narrow` is given the values that a condition admits (the least, of a number) and adds what lets the database see
    that an index of some rows is enough; it has to follow from them.
    """

    key: str
    label: LazyText
    kind: Kind
    column: str = ""
    group: LazyText | str = ""
    choices: Callable[[], Sequence[tuple[Any, Any]]] = list
    rows: Rows | None = None
    can_be_empty: bool = False
    together: Sequence[tuple[Sequence[Any], LazyText]] = ()
    narrow: Callable[[Sequence[Any]], Q] | None = None
    read: Read | None = None

    @cached_property
    def place(self) -> str:
        return self.column or self.key

    @cached_property
    def value(self) -> Read:
        """What a record has there."""
        if self.read:
            return self.read
        walk = self.place.replace("__", ".")
        if self.kind is Kind.ROW:
            return attrgetter(f"{walk}_id")
        if self.kind is Kind.TREE:
            return _path(attrgetter(f"{walk}_id"), attrgetter(f"{walk}.path"))
        return attrgetter(walk)

    @property
    def labels(self) -> dict[str, tuple[Any, Any]]:
        """Value and label of each choice, by the value's text: what a form sends has no type."""
        return {str(getattr(value, "value", value)): (value, label) for value, label in self.choices()}


def _path(key: Read, path: Read) -> Read:
    # The id is asked first: it is there without a query.
    return lambda record: None if key(record) is None else path(record)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The fields of one kind of record. `visible` are those that an actor may know of, `address` is the page of one."""

    key: str
    label: LazyText
    model: type[Model]
    visible: Callable[[Actor], QuerySet[Any]]
    address: Callable[[Any], str]
    fields: Mapping[str, Field]


_declared: dict[str, Catalogue] = {}


def declare(catalogue: Catalogue) -> None:
    """Add a catalogue. Called from `AppConfig.ready` only."""
    _declared[catalogue.key] = catalogue


def get(key: str) -> Catalogue | None:
    """The catalogue, or None when no app declares one with this key."""
    return _declared.get(key)


def everything() -> list[Catalogue]:
    return list(_declared.values())


def fields(*several: Field) -> dict[str, Field]:
    """The fields by their keys, in their order."""
    return {each.key: each for each in several}
