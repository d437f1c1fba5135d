"""What the editor of conditions draws: rows as somebody wrote them, right or not."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from fuwutai.core.api.shapes import LARGEST
from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import Actor
from fuwutai.rules import catalogue as catalogues
from fuwutai.rules import conditions, operators
from fuwutai.rules.catalogue import Catalogue, Field, Rows
from fuwutai.rules.conditions import LONGEST
from fuwutai.rules.operators import Operator
from fuwutai.rules.sentences import Names


def _mark() -> str:
    return secrets.token_hex(4)


@dataclass(frozen=True)
class Row:
    """One row of the editor. `given` is what was sent, drawn again whatever it is; `mark` makes its ids unique.

    With a `reader`, records that they may not choose are not named.
    """

    catalogue: Catalogue
    given: dict[str, Any]
    error: str = ""
    reader: Actor | None = None
    mark: str = field(default_factory=_mark)

    @property
    def field(self) -> Field | None:
        return self.catalogue.fields.get(str(self.given.get("field", "")))

    @property
    def fields(self) -> dict[str, list[Field]]:
        """The fields to choose from, by the heading under which they stand."""
        found: dict[str, list[Field]] = {}
        for each in self.catalogue.fields.values():
            found.setdefault(str(each.group), []).append(each)
        return found

    @property
    def operators(self) -> list[Operator]:
        return list(operators.of(self.field).values()) if self.field else []

    @property
    def operator(self) -> Operator | None:
        named = [each for each in self.operators if each.key == self.given.get("op")]
        return next(iter(named or self.operators), None)

    @property
    def values(self) -> list[Any]:
        """What is given to compare with, as a list."""
        value = self.given.get("value")
        return [] if value in (None, "") else value if isinstance(value, list) else [value]

    @property
    def texts(self) -> list[str]:
        return [str(value) for value in self.values]

    @property
    def chosen(self) -> list[tuple[int, str]]:
        """The records that it names, each with its name."""
        rows = self.field.rows if self.field else None
        ids = [value for value in self.values if isinstance(value, int) and 0 < value <= LARGEST]
        if rows is None or not ids:
            return []
        known = set(offered(self.reader, rows, ids) if self.reader else ids)
        names = Names.of([(rows.model, [key for key in ids if key in known])])
        missing = _("(not found: %(id)d)")
        return [(key, names.name(rows.model, key) if key in known else missing % {"id": key}) for key in ids]

    @property
    def moment(self) -> str:
        """As the field of a browser wants it, in the reader's zone."""
        try:
            found = parse_datetime((self.texts or [""])[0])
            local = timezone.localtime(found) if found and timezone.is_aware(found) else found
        except (ValueError, OverflowError):
            return ""
        return local.strftime("%Y-%m-%dT%H:%M") if local else ""

    @property
    def span(self) -> tuple[str, str]:
        text = (self.texts or [""])[0]
        return (text[:-1], text[-1]) if text[-1:] in operators.UNITS else (text, "d")


@dataclass(frozen=True)
class Group:
    """Rows of which one is enough; a row that stands alone is a group of itself."""

    rows: list[Row]
    is_any: bool


def drawn(text: str, catalogue: Catalogue, reader: Actor | None = None) -> list[Group] | None:
    """The rows of conditions as they were written, with what is wrong beside each; None if it is not even JSON."""
    wrong: dict[str, list[Any]] = {}
    try:
        text = conditions.read(text, catalogue).to_json()
    except Invalid as refusal:
        wrong = refusal.fields
    try:
        items = orjson.loads(text)["all"] if text.strip() else []
        return [
            _group(item, f"{number}", Row(catalogue, {}, reader=reader), wrong) for number, item in enumerate(items, 1)
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def in_words(text: str, catalogue: Catalogue, reader: Actor | None = None) -> list[str]:
    """The conditions as sentences; what is wrong with them where they can't be read."""
    try:
        found = conditions.read(text, catalogue)
        if reader:
            found.check(reader)
        return found.in_words()
    except Invalid as refusal:
        return [str(sentence) for several in refusal.fields.values() for sentence in several]


def traced(key: str) -> Callable[[str], str]:
    """How a trace of changes reads the conditions that it kept, of the catalogue with this key."""

    def told(text: str) -> str:
        known = catalogues.get(key)
        return _("; ").join(conditions.stored(text, known).in_words()) if known else text

    return told


def written(text: str) -> dict[str, Any]:
    """The object that somebody sent as JSON; an empty one for anything else."""
    try:
        given = orjson.loads(text) if text and len(text) <= LONGEST else {}
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def without_hidden(actor: Actor, known: Catalogue, text: str) -> str:
    """What was sent, without the records that the actor may not choose. What is no JSON stays as it is."""
    tree = written(text[:LONGEST])
    if not tree:
        return text[:LONGEST]
    try:
        for row in (row for item in tree.get("all", [tree]) for row in item.get("any", [item])):
            shown = Row(known, row)
            if shown.field and shown.field.rows:
                row["value"] = offered(actor, shown.field.rows, shown.values)
    except (TypeError, AttributeError):
        return ""
    return orjson.dumps(tree).decode()


def offered(actor: Actor, rows: Rows, ids: list[Any]) -> list[int]:
    """Those that the actor may choose: what a row names is told by name."""
    known = [key for key in ids if isinstance(key, int) and 0 < key < LARGEST][:100]
    found = set(rows.offered(actor).filter(pk__in=known).values_list("pk", flat=True))
    return [key for key in known if key in found]


def _group(item: dict[str, Any], number: str, blank: Row, wrong: dict[str, list[Any]]) -> Group:
    def row(given: dict[str, Any], path: str) -> Row:
        error = str((wrong.get(f"conditions.{path}") or [""])[0])
        return replace(blank, given=dict(given), error=error, mark=_mark())

    if "any" in item:
        return Group([row(each, f"{number}.{part}") for part, each in enumerate(item["any"], start=1)], is_any=True)
    return Group([row(item, number)], is_any=False)
