"""How much conditions match, without looking at everything there is."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from fuwutai.people.permissions import Actor
from fuwutai.rules.choices import Takes
from fuwutai.rules.conditions import Conditions

MOST = 1_000
# Of larger tables only the newest records are looked at; where texts are read, fewer.
_NEWEST = 200_000
_NEWEST_TEXTS = 20_000


@dataclass(frozen=True)
class Matches:
    """How many records fit: `MOST` means that many or more. `among` is how many of the newest were looked at, or 0."""

    number: int
    among: int


def matching(conditions: Conditions, actor: Actor) -> QuerySet[Any]:
    """The records that fit and that the actor may see."""
    return conditions.catalogue.visible(actor).filter(conditions.to_q())


def count(conditions: Conditions, actor: Actor) -> Matches:
    """How many fit, as far as the actor may see them: cheap enough to be asked while somebody types."""
    reach = within_reach(conditions)
    found = matching(conditions, actor).order_by()
    if reach.above:
        found = found.filter(pk__gt=reach.above)
    number = len(found.values_list("pk", flat=True)[:MOST])
    return Matches(number, reach.among if number < MOST else 0)


@dataclass(frozen=True)
class Reach:
    """Only records with numbers `above` are looked at, the newest `among`; both are 0 where all of them are."""

    above: int = 0
    among: int = 0


def within_reach(conditions: Conditions) -> Reach:
    """How far back conditions that no index answers are asked for."""
    reads_text = any(rule.operator.takes is Takes.TEXTS for rule in conditions.rules)
    among = _NEWEST_TEXTS if reads_text else _NEWEST
    above = _last(conditions.catalogue.model) - among
    return Reach(above, among) if above > 0 else Reach()


def _last(model: type[Model]) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
