"""Which verbs may be carried out on many tickets at once, and what they ask for then."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.core.errors import NotFound
from fuwutai.people.permissions import Actor
from fuwutai.tickets import fields, lifecycle
from fuwutai.tickets.choices import State
from fuwutai.tickets.lifecycle import Verb, Who
from fuwutai.tickets.models import Ticket
from fuwutai.tickets.services.change import Change
from fuwutai.workspace.macros import permissions as macros
from fuwutai.workspace.macros.models import Macro

MOST = 500
# In the order of the bar; those after the fourth are in its menu.
KEYS = (
    "assign", "classify", "reply", "note", "claim", "accept", "prioritise", "wait", "resolve", "merge", "make_child",
    "close", "cancel",
)  # fmt: skip
# What is about the people of one ticket.
_OF_ONE = {"to", "also", "copied", "mentions"}

Values = Mapping[str, Any]


def _never(_change: Change) -> None:
    """A macro is carried out by its own verbs."""


def _macros(_ticket: Ticket, actor: Actor) -> QuerySet[Macro]:
    return macros.visible(actor).filter(active=True)


# No verb of the lifecycle, but asked for like one.
MACRO = Verb(
    key="macro", noun="macro", label=_("Run a macro"), done=_("ran a macro"), icon="bolt", do=_never,
    sources=frozenset(State), who=frozenset({Who.READER, Who.PARTICIPANT}),
    fields=(fields.row("macro", _("Macro"), _macros, required=True),),
)  # fmt: skip


def verbs() -> list[Verb]:
    """The verbs that are offered, with what each asks for many tickets."""
    known = {verb.key: verb for verb in lifecycle.verbs()}
    return [*(for_many(known[key]) for key in KEYS if key in known), MACRO]


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
