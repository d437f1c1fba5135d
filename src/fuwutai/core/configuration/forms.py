"""Forms of settings: names in three languages, choices narrowed to the actor, and a notice when somebody was faster."""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.configuration.merging import Merging
from fuwutai.core.errors import Refusal
from fuwutai.core.forms import refuse
from fuwutai.core.names import Named
from fuwutai.core.trees import in_tree

Record = TypeVar("Record", bound=Model)

# What Django shows for no choice; a line of hyphens looks like a fault.
_DASHES = "---------"
NAMES = ("name_zh_hans", "name_zh_hant", "name_en")


class ReadersField(forms.Field):
    """A field that names only what its reader may know; a form of settings tells it who that is."""

    def read_by(self, actor: Any) -> None:
        raise NotImplementedError


class SettingForm(Merging, forms.ModelForm, Generic[Record]):  # type: ignore[type-arg]
    """A form for one record. `narrow` limits what this actor may choose."""

    def __init__(self, *args: Any, actor: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor
        self.watch(changes.fingerprint(self.instance) if self.instance.pk else "")
        self.narrow(actor)
        for field in self.fields.values():
            if isinstance(field, ReadersField):
                field.read_by(actor)
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == _DASHES:
                field.empty_label = "—"

    def narrow(self, actor: Any) -> None:
        """Limit the choices to what `actor` may choose."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.must_be_fresh(cleaned.get("seen", ""))
        if isinstance(self.instance, Named) and not any(cleaned.get(name, "").strip() for name in NAMES):
            self.add_error(NAMES[0], _("Give it a name in at least one language."))
        return cleaned

    def refuse(self, refusal: Refusal) -> None:
        """Show what a service refused beside the fields it names."""
        refuse(self, refusal)

    @property
    def names(self) -> list[BoundField]:
        return [self[name] for name in NAMES if name in self.fields]

    @property
    def others(self) -> list[BoundField]:
        """Every other field in its order; those that are found by typing are hidden ones, but drawn."""
        drawn = [bound for bound in self if not bound.is_hidden or isinstance(bound.field, Found)]
        return [bound for bound in drawn if bound.name not in NAMES]


def offer(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Let the field `name` offer exactly `rows`."""
    field: Any = form.fields[name]
    field.queryset = rows


class TreeChoice(forms.ModelChoiceField[Any]):
    """One node of a tree, offered in the tree's order and indented by its depth."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.iterator = _InTree

    def label_from_instance(self, obj: Any) -> str:
        return "\u2003" * getattr(obj, "depth", 0) + str(obj)


class _InTree(ModelChoiceIterator[Any]):
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield ("", str(self.field.empty_label))
        for row in in_tree(list(self.queryset)):
            row.record.depth = row.depth
            yield self.choice(row.record)


class Found(forms.ModelChoiceField[Any]):
    """One record out of too many for a menu: it is found by typing, at the address of `view` (see ui/lookup.html)."""

    def __init__(self, *args: Any, view: str, **options: Any) -> None:
        super().__init__(*args, widget=forms.HiddenInput, **options)
        self.view = view

    def shown(self, value: Any) -> str:
        """The words for the value that is chosen now."""
        if not value:
            return ""
        try:
            return self.label_from_instance(self.clean(value))
        except forms.ValidationError:
            return ""
