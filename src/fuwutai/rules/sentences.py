"""Conditions in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.core import words
from fuwutai.rules import catalogue
from fuwutai.rules.choices import Takes
from fuwutai.rules.operators import Operator

_UNITS = {
    "m": lambda count: ngettext("%d minute", "%d minutes", count),
    "h": lambda count: ngettext("%d hour", "%d hours", count),
    "d": lambda count: ngettext("%d day", "%d days", count),
    "w": lambda count: ngettext("%d week", "%d weeks", count),
}
# Of a long list only the first are named.
_MOST_NAMED = 12


@dataclass(frozen=True)
class Names:
    """The records that conditions name, as they are now; those that are gone are missing."""

    found: dict[tuple[type[Model], int], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, named: Iterable[tuple[type[Model], Sequence[int]]]) -> "Names":
        """Look them up, in one query for each model."""
        wanted: dict[type[Model], set[int]] = defaultdict(set)
        for model, ids in named:
            wanted[model].update(ids)
        return cls({
            (model, key): record
            for model, ids in wanted.items()
            for key, record in model._default_manager.in_bulk(ids).items()
        })  # fmt: skip

    def name(self, model: type[Model], key: int) -> str:
        record = self.found.get((model, key))
        if record is None:
            return _("(no longer there: %(id)d)") % {"id": key}
        return str(record) if getattr(record, "active", True) else _("%(name)s (out of use)") % {"name": record}

    def missing(self, model: type[Model], keys: Sequence[int]) -> list[int]:
        return [key for key in keys if (model, key) not in self.found]

    def resting(self, model: type[Model], keys: Sequence[int]) -> list[str]:
        """The names of those that are out of use."""
        known = [self.found[model, key] for key in keys if (model, key) in self.found]
        return [str(record) for record in known if not getattr(record, "active", True)]


def sentence(field: "catalogue.Field", operator: Operator, value: Any, names: Names) -> str:
    """One row: `Team is Network or Desk`."""
    if operator.key == "in":
        for choices, said in field.together:
            if {str(each) for each in choices} == {str(each) for each in value}:
                return str(said)
    return str(operator.sentence) % {"field": field.label, "value": _value(field, operator.takes, value, names)}


def span(text: str) -> str:
    """`7 days` for `7d`."""
    count = int(text[:-1])
    return _UNITS[text[-1]](count) % count


def _value(field: "catalogue.Field", takes: Takes, value: Any, names: Names) -> str:
    if takes is Takes.CHOICES:
        labels = field.labels
        return _either([str(labels[str(each)][1]) for each in value])
    if takes is Takes.ROWS and field.rows:
        return _either([names.name(field.rows.model, key) for key in value])
    if takes is Takes.TEXTS:
        return _either([_("“%(text)s”") % {"text": text} for text in value])
    if takes is Takes.FLAG:
        return _("yes") if value else _("no")
    if takes is Takes.MOMENT:
        return words.exact(value)
    return span(value) if takes is Takes.SPAN else str(value)


def _either(several: list[str]) -> str:
    """`A, B or C`."""
    named = several[:_MOST_NAMED]
    if len(several) > len(named):
        more = len(several) - len(named)
        named.append(ngettext("%d more", "%d more", more) % more)
    return _(" or ").join([_(", ").join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]
