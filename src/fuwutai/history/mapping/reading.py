"""From the YAML text to a checked mapping. Each mistake is a sentence with the line it is about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

import yaml
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from fuwutai.core.errors import Invalid
from fuwutai.history.mapping.language import VALUE_KEYS, File, Mapping, People, Rows, Ticket, Times

LONGEST = 64 * 1024
_DEEPEST = 8


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a mapping; `place` is the path of keys to it, `line` counts from 1, 0 is nowhere."""

    line: int
    place: str
    sentence: str

    def __str__(self) -> str:
        where = _("Line %(line)d, %(place)s") if self.line and self.place else _("Line %(line)d") if self.line else ""
        return f"{where % {'line': self.line, 'place': self.place}}: {self.sentence}" if where else self.sentence


class Mistakes(Invalid):
    """A mapping that can't be taken."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = list(mistakes)
        sentences = [str(mistake) for mistake in self.mistakes]
        super().__init__(sentences[0], fields={"mapping": [*sentences]})


@lru_cache(maxsize=32)
def read(text: str) -> Mapping:
    """The mapping that a YAML text describes. Raises Mistakes, all that are found at once."""
    lines: dict[tuple[str, ...], int] = {}
    plain = _plain(_node(text), (), lines)
    if not isinstance(plain, dict):
        raise Mistakes([Mistake(1, "", _("A mapping consists of lines like “case: number”."))])
    try:
        found = _adapter().validate_python(_renamed(plain))
    except ValidationError as error:
        raise Mistakes(sorted(_told(error, lines), key=lambda mistake: mistake.line)) from None
    mistakes = list(_contradictions(found, lines))
    if mistakes:
        raise Mistakes(mistakes)
    return found


@cache
def _adapter() -> TypeAdapter[Mapping]:
    return TypeAdapter(Mapping)


def _node(text: str) -> yaml.Node:
    if len(text) > LONGEST:
        raise Mistakes([Mistake(0, "", _("The mapping is longer than %(most)d KB.") % {"most": LONGEST // 1024})])
    try:
        _check_depth(text)
        # Nodes only, no object is made of them.
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        sentence = _("This is no YAML: %(problem)s.") % {"problem": error.problem or error.context}
        raise Mistakes([Mistake(line, "", sentence)]) from None
    except yaml.YAMLError:
        raise Mistakes([Mistake(0, "", _("This is no YAML: it holds characters that no text has."))]) from None
    if node is None:
        raise Mistakes([Mistake(0, "", _("The mapping is empty."))])
    return node


# That of libyaml where it is there.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _check_depth(text: str) -> None:
    """Refuse what is nested deeper than any mapping, before the composer follows it and the process dies of it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise Mistakes([Mistake(line, "", _("Anchors and nests this deep are not used in mappings."))])


def _plain(node: yaml.Node, place: tuple[str, ...], lines: dict[tuple[str, ...], int]) -> Any:
    """The node as dicts, lists and texts. Words stay words: `No` is a state of somebody, not a truth value."""
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return {key: _plain(value, (*place, key), lines) for key, value in _pairs(node, place)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value, (*place, str(position)), lines) for position, value in enumerate(node.value)]
    is_null = node.tag == "tag:yaml.org,2002:null"
    return None if is_null and node.value in {"", "~", "null"} else node.value


def _pairs(node: yaml.MappingNode, place: tuple[str, ...]) -> Iterator[tuple[str, yaml.Node]]:
    met: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise Mistakes([Mistake(line, ".".join(place), _("A key has to be one word or text."))])
        if key.value in met:
            sentence = _("“%(key)s” stands here a second time.") % {"key": key.value}
            raise Mistakes([Mistake(line, ".".join((*place, key.value)), sentence)])
        met.add(key.value)
        yield key.value, value


def _renamed(plain: dict[str, Any]) -> dict[str, Any]:
    """`is` is a word of Python, so the field of a condition has another name; what says nothing is left out."""
    found = {key: value for key, value in plain.items() if value is not None}
    conditions = found.get("where")
    if isinstance(conditions, list):
        found["where"] = [
            {("is_" if key == "is" else key): value for key, value in each.items()} if isinstance(each, dict) else each
            for each in conditions
        ]
    return found


def _told(error: ValidationError, lines: dict[tuple[str, ...], int]) -> Iterator[Mistake]:
    for problem in error.errors(include_url=False):
        place = tuple(str(step) for step in problem["loc"])
        sentence = _sentence(problem, place)
        line = next((lines[place[:length]] for length in range(len(place), -1, -1) if place[:length] in lines), 0)
        yield Mistake(line, ".".join(place), sentence)


def _sentence(problem: Any, place: tuple[str, ...]) -> str:
    kind, given = problem["type"], problem.get("input")
    if kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        near = get_close_matches(place[-1], _keys_at(place[:-1]), n=1, cutoff=0.5)
        unknown = _("There is no key “%(key)s” here.") % {"key": place[-1]}
        return " ".join([unknown, *(_("Did you mean “%(near)s”?") % {"near": key} for key in near)])
    if kind in {"missing", "missing_argument"}:
        return _("It is missing.")
    if kind in {"enum", "literal_error"}:
        return _("“%(given)s” is none of %(known)s.") % {"given": given, "known": problem["ctx"]["expected"]}
    if kind == "mapping":
        return str(problem["ctx"]["sentence"])
    if kind.startswith("int_"):
        return _("“%(given)s” is no whole number.") % {"given": given}
    return _("A text, a list or a group of keys stands where another of these is expected.")


def _keys_at(place: tuple[str, ...]) -> list[str]:
    """The keys that are known at this place of the mapping."""
    groups: dict[str, Any] = {"file": File, "times": Times, "people": People, "ticket": Ticket}
    if not place:
        return [field.name for field in fields(Mapping)]
    if place[0] == "where":
        return ["column", "is", "is_not"]
    if len(place) == 1 and place[0] in groups:
        return [field.name for field in fields(groups[place[0]])]
    return list(VALUE_KEYS)


def _contradictions(found: Mapping, lines: dict[tuple[str, ...], int]) -> Iterator[Mistake]:
    """What each key allows for itself and all together do not."""

    def mistake(place: str, sentence: str) -> Mistake:
        return Mistake(lines.get((place,), lines.get((), 1)), place, sentence)

    if not found.case:
        yield mistake("case", _("It has to name the column with the number of the case."))
    if found.rows != Rows.TICKETS and not found.time:
        yield mistake("time", _("It has to name the column with the time of each row."))
    if found.rows == Rows.TICKETS and found.ticket.opened_at is None:
        yield mistake("ticket", _("“opened_at” is missing: when each ticket began."))
    if found.rows == Rows.EVENTS and found.activity is None:
        yield mistake("activity", _("It has to name the column with the activity."))
    if found.rows != Rows.EVENTS and found.ticket.state is None:
        yield mistake("ticket", _("“state” is missing: the column with the state, and what its words mean."))
