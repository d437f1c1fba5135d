"""What a macro does besides its message: verbs of the lifecycle with what they fill in.

    [{"verb": "classify", "values": {"category": 3}}, {"verb": "wait", "values": {"wait_for": "requester"}}]

Values are plain: records by their ids. They are cleaned by the forms of the verbs, when a macro is saved without a
ticket, when it is carried out for one ticket.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations
from typing import Any

import orjson
from django import forms
from django.utils.translation import gettext as _

from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import NOBODY, Actor
from fuwutai.tickets import lifecycle
from fuwutai.tickets.choices import State
from fuwutai.tickets.forms import VerbForm
from fuwutai.tickets.lifecycle import Verb
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.replies import variables

LONGEST = 60_000
# Of those that move the ticket on; more can hardly make sense, and each order of them is tried.
_MOST_MOVES = 3
_SETTING = ("classify", "prioritise")


@dataclass(frozen=True)
class Part:
    """A verb with what it fills in."""

    verb: Verb
    values: Mapping[str, Any]

    def plain(self) -> dict[str, Any]:
        return {"verb": self.verb.key, "values": dict(self.values)}


@cache
def offered() -> tuple[Verb, ...]:
    """The verbs that a macro can use besides its message: those that set fields, and what can follow a message."""
    verbs = [verb for verb in lifecycle.verbs() if verb.sequels or verb.key in _SETTING]
    return tuple(_for_macros(verb) for verb in sorted(verbs, key=lambda verb: (bool(verb.targets), verb.rank)))


def find(key: str) -> Verb | None:
    return next((verb for verb in offered() if verb.key == key), None)


def _for_macros(verb: Verb) -> Verb:
    """The verb without moments, which pass, and without files."""
    asked = tuple(each for each in verb.fields if not isinstance(each.make(Ticket(), NOBODY), forms.DateTimeField))
    return replace(verb, fields=asked, takes_files=False)


def form(verb: Verb, actor: Actor, values: Mapping[str, Any] | None = None, *, prefix: str = "") -> VerbForm:
    """The form of a verb without a ticket. What only sets fields may leave out what the ticket has."""
    name = f"{prefix}-{verb.key}" if prefix else verb.key
    data = None if values is None else {f"{name}-{key}": value for key, value in values.items()}
    made = VerbForm(verb, Ticket(), actor, data, prefix=name)
    for field in made.fields.values():
        if field.required and not verb.targets:
            _leave_open(field)
    return made


def _leave_open(field: forms.Field) -> None:
    """Let the field stay as the ticket has it."""
    field.required = False
    if isinstance(field, forms.TypedChoiceField):
        given: Any = field.choices
        field.choices = [("", _("as the ticket has it")), *given]


def stored(text: str) -> list[Part]:
    """What was saved. What no verb of today understands any more is left out; whoever runs it checks `is_whole`."""
    found = ((find(each["verb"]), each["values"]) for each in orjson.loads(text or "[]"))
    return [Part(verb, values) for verb, values in found if verb]


def is_whole(text: str) -> bool:
    return len(stored(text)) == len(orjson.loads(text or "[]"))


def read(text: str, actor: Actor) -> list[Part]:
    """What was sent, in the order in which it can be done. Raises Invalid with a sentence for all that is wrong."""
    sentences: list[str] = []
    parts = []
    for verb, values in _parsed(text):
        made = form(verb, actor, values)
        sentences += wrong(verb, made)
        filled = {name: value for name, value in values.items() if value not in (None, "")}
        if not filled and not verb.targets:
            sentences.append(_("“%(action)s”: choose what it sets.") % {"action": verb.label})
        sentences += [f"{verb.label}: {refusal}" for refusal in _wrong_variables(filled)]
        parts.append(Part(verb, filled))
    if sentences:
        raise Invalid(sentences[0], fields={"steps_json": [*sentences]})
    return in_order(parts)


def in_order(parts: Sequence[Part]) -> list[Part]:
    """First what sets fields, then what moves the ticket. Raises Invalid where the lifecycle never allows it."""
    setting = [part for part in parts if not part.verb.targets]
    moving = [part for part in parts if part.verb.targets]
    if len(moving) > _MOST_MOVES:
        raise _refused(_("A macro moves a ticket at most %(most)d times.") % {"most": _MOST_MOVES})
    for order in permutations(moving):
        if leads_on(State, [part.verb for part in order]):
            return [*setting, *order]
    names = _(", ").join(f"“{part.verb.label}”" for part in moving)
    raise _refused(_("%(actions)s can never follow each other.") % {"actions": names})


def leads_on(states: Iterable[State], verbs: Iterable[Verb]) -> bool:
    """Whether the verbs can follow each other from one of these states."""
    found = set(states)
    for verb in verbs:
        possible = found & verb.sources
        if not possible:
            return False
        found = set(verb.targets) or possible
    return True


def to_json(parts: Iterable[Part]) -> str:
    return orjson.dumps([part.plain() for part in parts]).decode()


def wrong(verb: Verb, form: VerbForm) -> list[str]:
    """What a form has to say, each sentence with its verb and field."""
    said = _("%(action)s, %(field)s: %(sentence)s")
    return [
        said % {"action": verb.label, "field": form.fields[name].label, "sentence": sentence}
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]


def _parsed(text: str) -> list[tuple[Verb, dict[str, Any]]]:
    """Raises Invalid for what is no list of verbs with values, each verb once."""
    try:
        rows = orjson.loads(text or "[]")
    except ValueError:
        rows = None
    if not isinstance(rows, list) or any(set(row) - {"verb", "values"} for row in rows if isinstance(row, dict)):
        raise _refused(_('Steps look like [{"verb": "...", "values": {...}}].'))
    found: dict[str, tuple[Verb, dict[str, Any]]] = {}
    for row in rows:
        name, values = (row.get("verb"), row.get("values", {})) if isinstance(row, dict) else (None, None)
        verb = find(name) if isinstance(name, str) else None
        if verb is None or verb.key in found:
            known = ", ".join(each.key for each in offered())
            raise _refused(_("Each step is one of these, and each only once: %(known)s.") % {"known": known})
        known_fields = [field.name for field in verb.fields]
        if not isinstance(values, dict) or not set(values) <= set(known_fields):
            raise _refused(
                _("“%(action)s” has these fields: %(known)s.")
                % {"action": verb.label, "known": ", ".join(known_fields) or "—"}
            )
        if any(isinstance(value, dict | list | bool | float) for value in values.values()):
            raise _refused(_("“%(action)s”: values are texts and numbers.") % {"action": verb.label})
        found[verb.key] = (verb, values)
    return list(found.values())


def _wrong_variables(values: Mapping[str, Any]) -> list[str]:
    found = []
    for value in values.values():
        try:
            variables.check(value if isinstance(value, str) else "")
        except Invalid as refusal:
            found.append(str(refusal))
    return found


def _refused(sentence: str) -> Invalid:
    return Invalid.at("steps_json", sentence)
