"""A page of settings as a declaration: which records, which form, which columns, who saves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from fuwutai.core.configuration.forms import SettingForm
from fuwutai.core.texts import LazyText
from fuwutai.core.trees import Row, Tree


@dataclass(frozen=True)
class Column:
    """A column beside the name. `kind` says how its value is drawn: text, code, number, tag, link, person, inherited.

    A person is a `Person` or None; a tag is a pair of text and tone, a link one of text and address, what can be
    inherited one of text and whether it is the record's own.
    """

    label: LazyText
    value: Callable[[Row], Any]
    kind: str = "text"


@dataclass(frozen=True)
class Words:
    """What a page of settings says. `lead` tells in one sentence what these are for."""

    title: LazyText
    lead: LazyText
    new: LazyText
    empty: LazyText
    search: LazyText | str = ""


@dataclass(frozen=True)
class Setting:
    """Records of one model, one below the other.

    `name` is the address and the name of the view; `rows` are the records that this actor may change; `save` is the
    service. With `everywhere` the records hold for every organisation, so a right within one is not enough. `page` is
    the view of a record that has a page of its own instead of a sheet. `remove` deletes those that are `removable`.
    """

    name: str
    permission: str
    words: Words
    icon: str
    form: type[SettingForm[Any]]
    rows: Callable[[Any], QuerySet[Any]]
    save: Callable[[Any, Any], Model]
    columns: tuple[Column, ...] = ()
    search: tuple[str, ...] = ()
    everywhere: bool = False
    page: str = ""
    remove: Callable[[Any, Any], None] | None = None
    removable: Callable[[Any], bool] = bool

    @property
    def model(self) -> type[Model]:
        return self.form._meta.model

    @property
    def is_tree(self) -> bool:
        return issubclass(self.model, Tree)

    @property
    def has_order(self) -> bool:
        return _has_field(self.model, "position")

    @property
    def can_rest(self) -> bool:
        """Whether records can be put out of use."""
        return _has_field(self.model, "active")


@dataclass(frozen=True)
class Sheet:
    """The one row of a model that holds for the whole installation, as a form on a page of its own."""

    name: str
    permission: str
    title: LazyText
    lead: LazyText
    form: type[SettingForm[Any]]
    row: Callable[[], Model]
    save: Callable[[Any, Any], Model]


def _has_field(model: type[Model], name: str) -> bool:
    return any(found.name == name for found in model._meta.get_fields())
