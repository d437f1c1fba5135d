"""What is strange about conditions, though they can be read: they never hold, or name what is out of use."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.rules.catalogue import Field
from fuwutai.rules.choices import Kind
from fuwutai.rules.conditions import AnyOf, Conditions, Rule, place

Item = Rule | AnyOf
# Whatever fits fewer of these values fits more of them too, or the other way round.
_WIDENS = {"in", "within", "contains", "begins", "is"}
_NARROWS = {"not_in", "not_within", "lacks"}


def about(conditions: Conditions) -> list[str]:
    """Sentences for whoever writes the conditions. Only what can be told from the rows and the records they name."""
    return [*_names(conditions), *_sense(conditions)]


def covers(above: Conditions, below: Conditions) -> bool:
    """Whether all that fits `below` fits `above`, as far as their rows alone can tell."""
    if above.trouble or below.trouble:
        return False
    return all(any(_implies(item, wider) for item in below.items) for wider in above.items)


def _implies(item: Item, wider: Item) -> bool:
    return all(any(_rule_implies(one, other) for other in wider.rules) for one in item.rules)


def _rule_implies(rule: Rule, wider: Rule) -> bool:
    if (rule.field.key, rule.operator.key) != (wider.field.key, wider.operator.key):
        return False
    mine, theirs = rule.plain().get("value"), wider.plain().get("value")
    if not isinstance(mine, list) or not isinstance(theirs, list):
        return bool(mine == theirs)
    if rule.operator.key in _WIDENS:
        return set(mine) <= set(theirs)
    return set(mine) >= set(theirs) if rule.operator.key in _NARROWS else set(mine) == set(theirs)


def _names(conditions: Conditions) -> list[str]:
    names = conditions.names()
    said = []
    for rule in conditions.rules:
        if rule.named:
            rows, ids = rule.named
            row = place(rule.path)
            gone = _("Row %(row)s names a record that is no longer there (%(id)d).")
            resting = _("Row %(row)s names “%(name)s”, which is out of use.")
            said += [gone % {"row": row, "id": key} for key in names.missing(rows.model, ids)]
            said += [resting % {"row": row, "name": name} for name in names.resting(rows.model, ids)]
    return said


def _sense(conditions: Conditions) -> list[str]:
    """Whether any, or every, value of a field fits all rows about it: tried with a value of each sort."""
    about_one = defaultdict(list)
    for item in conditions.items:
        fields = {rule.field.key: rule.field for rule in item.rules}
        if len(fields) == 1:
            about_one[next(iter(fields))].append(item)
    said = []
    for key, items in about_one.items():
        field = conditions.catalogue.fields[key]
        values = _one_of_each_sort(field, [rule for item in items for rule in item.rules])
        if values and not any(all(_fits(item, value) for item in items) for value in values):
            said.append(_("This never holds: nothing fits all rows about “%(field)s”.") % {"field": field.label})
            continue
        said += [
            _("Row %(row)s always holds.") % {"row": place(item.rules[0].path[:1])}
            for item in items
            if values and all(_fits(item, value) for value in values)
        ]
    return said


def _fits(item: Rule | AnyOf, value: Any) -> bool:
    return any(rule.fits(value) for rule in item.rules)


def _one_of_each_sort(field: Field, rules: list[Rule]) -> list[Any]:
    """Values of which one behaves like each that there can be, as far as these rules tell them apart; [] if unknown."""
    empty = [None] if field.can_be_empty else []
    if field.kind is Kind.FLAG:
        return [True, False]
    if field.kind is Kind.CHOICE:
        return [*(getattr(value, "value", value) for value, _label in field.choices()), *empty]
    if field.kind is Kind.ROW:
        # Zero stands for all records that no row names.
        return [*{key for rule in rules if rule.named for key in rule.named[1]}, 0, *empty]
    if field.kind is Kind.NUMBER:
        named = [rule.value for rule in rules if rule.value is not None]
        return [*{near for value in named for near in (value - 1, value, value + 1) if near >= 0}, *empty]
    return []
