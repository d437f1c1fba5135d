"""The editor of a macro's steps: each verb with its own fields, filled with what is kept or was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django import forms

from fuwutai.people.permissions import Actor
from fuwutai.tickets.lifecycle import Asked, Verb
from fuwutai.tickets.pages import dialogs
from fuwutai.tickets.pages.dialogs import Node
from fuwutai.workspace.macros import recipe


@dataclass(frozen=True)
class Asking:
    """One field, and how it is asked for: chips, tree, team, member, or as its control is."""

    bound: forms.BoundField
    asked: str
    nodes: Sequence[Node] = ()


@dataclass(frozen=True)
class StepRow:
    verb: Verb
    is_on: bool
    usual: Sequence[Asking] = field(default_factory=tuple)
    rare: Sequence[Asking] = field(default_factory=tuple)


def drawn(text: str, reader: Actor, name: str) -> list[StepRow]:
    """The rows of the editor for what is kept or was sent as JSON; what makes no sense is left out."""
    on = _given(text)
    nodes = dialogs.category_tree()
    return [_row(verb, reader, name, on.get(verb.key), nodes) for verb in recipe.offered()]


def _given(text: str) -> dict[str, dict[str, Any]]:
    try:
        rows = orjson.loads(text or "[]")
        return {row["verb"]: {str(key): value for key, value in row["values"].items()} for row in rows}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _row(verb: Verb, reader: Actor, name: str, values: dict[str, Any] | None, nodes: Sequence[Node]) -> StepRow:
    form = recipe.form(verb, reader, values, prefix=name)
    asked = [(each, _asking(form, each.name, each.asked, nodes)) for each in verb.fields]
    return StepRow(
        verb=verb,
        is_on=values is not None,
        usual=[found for each, found in asked if not each.rare],
        rare=[found for each, found in asked if each.rare],
    )


def _asking(form: forms.Form, name: str, asked: Asked | None, nodes: Sequence[Node]) -> Asking:
    field = form.fields[name]
    # Only what is ticked counts, so the browser must not ask for the rest.
    form.use_required_attribute = False
    if asked == Asked.TEAM:
        dialogs.offer_teams(field)
    if asked == Asked.MEMBER:
        dialogs.offer_members(field, form["team"].value())
    return Asking(form[name], str(asked or ""), nodes if asked == Asked.TREE else ())


def member_of(verb: Verb, reader: Actor, team: str) -> forms.BoundField:
    """The field for a person of this group."""
    form = recipe.form(verb, reader, {"team": team})
    dialogs.offer_members(form.fields["assignee"], team)
    return form["assignee"]
