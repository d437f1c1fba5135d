"""What higher apps show on the page of a person, without people knowing them."""

from collections.abc import Callable
from dataclasses import dataclass

from fuwutai.core.texts import LazyText
from fuwutai.people.models import Person
from fuwutai.people.permissions import Actor


@dataclass(frozen=True)
class Figure:
    """A number about a person, and the page behind it."""

    label: LazyText
    value: int
    url: str


Ask = Callable[[Actor, Person], list[Figure]]
_asked: list[Ask] = []


def add(ask: Ask) -> None:
    """Let `ask` put its figures on the page. Called from `AppConfig.ready` only."""
    _asked.append(ask)


def of(actor: Actor, person: Person) -> list[Figure]:
    return [figure for ask in _asked for figure in ask(actor, person)]
