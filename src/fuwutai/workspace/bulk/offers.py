"""Which verbs may be carried out on many tickets at once, and what they ask for then."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.tickets import lifecycle
from fuwutai.tickets.lifecycle import Verb

MOST = 500
# In the order of the bar; those after the fourth are in its menu.
KEYS = (
    "assign", "classify", "reply", "note", "claim", "accept", "prioritise", "wait", "resolve", "merge", "make_child",
    "close", "cancel",
)  # fmt: skip
# What is about the people of one ticket.
_OF_ONE = {"to", "also", "copied", "mentions"}

Values = Mapping[str, Any]


def verbs() -> list[Verb]:
    """The verbs that are offered, with what each asks for many tickets."""
    known = {verb.key: verb for verb in lifecycle.verbs()}
    return [for_many(known[key]) for key in KEYS if key in known]


def find(name: str) -> Verb:
    """The verb with this key or noun. Raises NotFound for what is not offered for many."""
    found = next((verb for verb in verbs() if name in (verb.key, verb.noun)), None)
    if found is None:
        raise NotFound(_("There is no such action for many tickets."))
    return found


def for_many(verb: Verb) -> Verb:
    """The verb without what only makes sense for one ticket."""
    asked = tuple(field for field in verb.fields if field.name not in _OF_ONE and not field.rare)
    return replace(verb, fields=asked, takes_files=False)
