"""Conditions: rows of field, operator and value that all have to hold; a row may be a group of which one is enough.

    {"all": [{"field": "grade", "op": "in", "value": ["major"]}, {"any": [{...}, {...}]}]}

The same conditions select in the database (`to_q`) and decide about a record at hand (`holds`), even one that is not
saved yet; both always agree. Without any rows they hold always.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import orjson
import structlog
from django.db.models import Q
from django.utils.translation import gettext as _

from fuwutai.core.errors import Invalid, Text
from fuwutai.people.permissions import Actor
from fuwutai.rules import operators, values
from fuwutai.rules.catalogue import Catalogue, Field, Rows
from fuwutai.rules.operators import Operator
from fuwutai.rules.sentences import Names, sentence
from fuwutai.rules.values import Wrong

MOST_ROWS = 40
LONGEST = 60_000

log = structlog.get_logger()


@dataclass(frozen=True)
class Rule:
    """One row. `path` is where it stands, counted from one: (2,), or (3, 1) inside a group."""

    field: Field
    operator: Operator
    value: Any
    path: tuple[int, ...]

    @cached_property
    def _test(self) -> Callable[[Any], bool]:
        return self.operator.test(self.field, self.value)

    def holds(self, record: Any) -> bool:
        return self._test(self.field.value(record))

    def fits(self, value: Any) -> bool:
        """Whether it holds for a record that has this value there."""
        return self._test(value)

    def to_q(self) -> Q:
        return self.operator.query(self.field, self.value)

    def in_words(self, names: Names) -> str:
        return sentence(self.field, self.operator, self.value, names)

    def plain(self) -> dict[str, Any]:
        value = {} if self.value is None else {"value": values.plain(self.operator.takes, self.value)}
        return {"field": self.field.key, "op": self.operator.key, **value}

    @property
    def rules(self) -> tuple["Rule", ...]:
        return (self,)

    @property
    def named(self) -> tuple[Rows, tuple[int, ...]] | None:
        """The records that the row names, if it is one that does."""
        return (self.field.rows, self.value) if self.field.rows and self.value is not None else None


@dataclass(frozen=True)
class AnyOf:
    """Rows of which one is enough."""

    rules: tuple[Rule, ...]

    def holds(self, record: Any) -> bool:
        return any(rule.holds(record) for rule in self.rules)

    def to_q(self) -> Q:
        found = Q()
        for rule in self.rules:
            found |= rule.to_q()
        return found

    def in_words(self, names: Names) -> str:
        return _("; or ").join(rule.in_words(names) for rule in self.rules)

    def plain(self) -> dict[str, Any]:
        return {"any": [rule.plain() for rule in self.rules]}


@dataclass(frozen=True)
class Conditions:
    """What was read. `trouble` says why it could not be: such conditions never hold."""

    catalogue: Catalogue
    items: tuple[Rule | AnyOf, ...] = ()
    trouble: str = ""

    def __bool__(self) -> bool:
        """Whether they say anything; without rows they hold always."""
        return bool(self.items or self.trouble)

    @property
    def rules(self) -> Iterator[Rule]:
        """Every row, those inside groups too."""
        for item in self.items:
            yield from item.rules

    def holds(self, record: Any) -> bool:
        """Whether the record fits. It need not be saved; what it points at is read from it, not looked up anew."""
        return not self.trouble and all(item.holds(record) for item in self.items)

    def to_q(self) -> Q:
        """The records that fit. Spans such as "the last 7 days" are counted from the moment of the call."""
        if self.trouble:
            return Q(pk__in=[])
        found = Q()
        for item in self.items:
            found &= item.to_q()
        return found

    def explain(self, record: Any) -> list[tuple[str, bool]]:
        """Each row in the reader's language, and whether it holds for the record."""
        if self.trouble:
            return [(self.trouble, False)]
        names = self.names()
        return [(item.in_words(names), item.holds(record)) for item in self.items]

    def in_words(self) -> list[str]:
        """Each row as a sentence in the reader's language."""
        if self.trouble:
            return [self.trouble]
        names = self.names()
        return [item.in_words(names) for item in self.items] or [_("Always")]

    def to_json(self) -> str:
        return orjson.dumps({"all": [item.plain() for item in self.items]}).decode()

    def names(self) -> Names:
        """The records that the rows name, in one query for each model."""
        named = [rule.named for rule in self.rules]
        return Names.of([(rows.model, ids) for rows, ids in filter(None, named)])

    def check(self, actor: Actor) -> None:
        """Raise Invalid when a row names a record that is not there, or that `actor` may not choose.

        Whatever somebody sent is checked before it is kept, counted or told in words: names are not for everybody.
        """
        wrong: dict[tuple[int, ...], Text] = {}
        for rule in self.rules:
            if rule.named:
                rows, ids = rule.named
                known = set(rows.offered(actor).filter(pk__in=ids).values_list("pk", flat=True))
                missing = [str(key) for key in ids if key not in known]
                if missing:
                    said = _("There is no such record, or none that you may choose: %(ids)s.")
                    wrong[rule.path] = said % {"ids": ", ".join(missing[:10])}
        _refuse(wrong)


def read(given: Any, catalogue: Catalogue) -> Conditions:
    """Conditions out of JSON, as text or as objects. Raises Invalid, whose fields name each row that can't be taken.

    Nothing is looked up: what is to be kept is given to `check` as well.
    """
    items = _items(_parsed(given))
    if sum(len(_inside(item) or [item]) for item in items) > MOST_ROWS:
        raise _malformed(_("At most %(most)d rows.") % {"most": MOST_ROWS})
    found: list[Rule | AnyOf] = []
    wrong: dict[tuple[int, ...], Text] = {}
    for number, item in enumerate(items, start=1):
        inside = _inside(item)
        paths = [(number,)] if inside is None else [(number, part) for part in range(1, len(inside) + 1)]
        rules = []
        for path, row in zip(paths, [item] if inside is None else inside, strict=True):
            try:
                rules.append(_rule(row, catalogue, path))
            except Wrong as reason:
                wrong[path] = str(reason)
        if inside == []:
            wrong[number,] = _("A group needs at least one row.")
        found += rules if inside is None or len(rules) < 2 else [AnyOf(tuple(rules))]
    _refuse(wrong)
    return Conditions(catalogue, tuple(found))


def stored(text: str, catalogue: Catalogue) -> Conditions:
    """What was saved. If it can't be read any more (a field is gone with its app), it never holds and says why."""
    try:
        return _read_once(text, catalogue)
    except Invalid as refusal:
        log.warning("rules.unreadable", catalogue=catalogue.key, reason=str(refusal))
        return Conditions(catalogue, trouble=str(refusal))


# Rules are asked at each change of a ticket; what was refused is not kept.
_read_once = lru_cache(maxsize=2_000)(read)


def place(path: tuple[int, ...]) -> str:
    """Where a row stands, as people count: `2`, in a group `3.1`."""
    return ".".join(map(str, path))


def _parsed(given: Any) -> Any:
    if not isinstance(given, str | bytes):
        return given
    if not given.strip():
        return {}
    if len(given) > LONGEST:
        raise _malformed(_("These conditions are too long: at most %(most)d characters.") % {"most": LONGEST})
    try:
        return orjson.loads(given)
    except ValueError:
        raise _malformed(_("This is not JSON.")) from None


def _items(tree: Any) -> list[Any]:
    """The rows and groups. A group that stands alone needs no list around it."""
    if isinstance(tree, dict) and not tree:
        return []
    if isinstance(tree, dict) and len(tree) == 1 and isinstance(tree.get("any"), list):
        return [tree]
    if not isinstance(tree, dict) or len(tree) != 1 or not isinstance(tree.get("all"), list):
        raise _malformed(_('Conditions look like {"all": [{"field": "...", "op": "...", "value": ...}]}.'))
    return list(tree["all"])


def _inside(item: Any) -> list[Any] | None:
    """The rows of a group, None for what is none."""
    rows = item.get("any") if isinstance(item, dict) and len(item) == 1 else None
    return rows if isinstance(rows, list) else None


def _rule(row: Any, catalogue: Catalogue, path: tuple[int, ...]) -> Rule:
    if not isinstance(row, dict):
        raise Wrong(_("A row names a field, an operator and a value."))
    unknown = set(row) - {"field", "op", "value"}
    if unknown:
        shown = ", ".join(sorted(map(str, unknown)))[:60]
        raise Wrong(_("A row has a field, an op and a value, but no “%(unknown)s”.") % {"unknown": shown})
    field = catalogue.fields.get(_text(row.get("field")))
    if field is None:
        raise Wrong(_("There is no field “%(field)s”.") % {"field": _text(row.get("field"))[:60]})
    offered = operators.of(field)
    operator = offered.get(_text(row.get("op")))
    if operator is None:
        said = _("“%(field)s” can't be compared by “%(op)s”, but by: %(known)s.")
        raise Wrong(said % {"field": field.label, "op": _text(row.get("op"))[:60], "known": ", ".join(offered)})
    try:
        value = values.understood(field, operator.takes, row.get("value"))
    except Wrong as reason:
        raise Wrong(_("%(field)s: %(reason)s") % {"field": field.label, "reason": reason}) from None
    return Rule(field, operator, value, path)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _refuse(wrong: dict[tuple[int, ...], Text]) -> None:
    if wrong:
        sentences: dict[str, list[Text]] = {
            f"conditions.{place(path)}": [_("Row %(row)s. %(reason)s") % {"row": place(path), "reason": reason}]
            for path, reason in wrong.items()
        }
        raise Invalid(next(iter(sentences.values()))[0], fields=sentences)


def _malformed(sentence: str) -> Invalid:
    return Invalid.at("conditions", sentence)
