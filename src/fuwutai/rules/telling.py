"""What is told beside the editor while somebody writes conditions: how much they match, and what is wrong with them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fuwutai.core.errors import Invalid, Text
from fuwutai.people.permissions import Actor
from fuwutai.rules import doubts, forms, queries
from fuwutai.rules.catalogue import Catalogue
from fuwutai.rules.conditions import Conditions
from fuwutai.rules.queries import Matches


@dataclass(frozen=True)
class Told:
    """`matches` is None where something is `wrong`; beyond `most` nothing was counted."""

    matches: Matches | None = None
    most: int = queries.MOST
    doubts: list[str] = field(default_factory=list)
    wrong: list[Text] = field(default_factory=list)


def about(
    actor: Actor, known: Catalogue, text: str, *, count: Callable[[Conditions, Actor], Matches] = queries.count
) -> Told:
    """What is told about conditions as the editor sends them, counted by `count`."""
    try:
        asked = checked(actor, known, text)
    except Invalid as refusal:
        return Told(wrong=[sentence for sentences in refusal.fields.values() for sentence in sentences])
    return Told(count(asked, actor), doubts=doubts.about(asked))


def checked(actor: Actor, known: Catalogue, text: str) -> Conditions:
    """The conditions as the editor sends them. Raises Invalid, also for what this actor may not name."""
    asked = forms.understood(text, known)
    asked.check(actor)
    return asked
