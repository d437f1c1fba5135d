"""Which rule sends a ticket where (mission A4): the first in force that holds, unless its group has sent it back."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from fuwutai.dispatch.choices import Way
from fuwutai.dispatch.models import DispatchRule
from fuwutai.people.choices import TeamKind
from fuwutai.people.models import Team
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.models import Category, Ticket


@dataclass(frozen=True)
class Route:
    """Where a ticket goes. Without a rule it goes by its category; without a team it stays where it is.

    `refused` are the rules above that hold as well, but whose group has returned the ticket.
    """

    team: Team | None = None
    rule: DispatchRule | None = None
    refused: tuple[DispatchRule, ...] = ()

    @property
    def stays(self) -> bool:
        """Whether the rule says that the service desk keeps it."""
        return bool(self.rule and self.rule.way == Way.POOL and self.team and self.team.kind == TeamKind.DESK)


def route(ticket: Ticket, rules: Sequence[DispatchRule], *, returned_by: Container[int] = ()) -> Route:
    """The route of a ticket; `returned_by` are the ids of rules by which it went and came back."""
    refused: list[DispatchRule] = []
    for rule in rules:
        if rule.conditions(TICKETS).holds(ticket):
            if rule.pk not in returned_by:
                return Route(rule.team, rule, tuple(refused))
            refused.append(rule)
    return Route(refused=tuple(refused))


def team_of_category(category: Category | None) -> Team | None:
    """The group that usually solves what is in this category, or in the nearest one above that names one."""
    if category is None:
        return None
    above = Category.objects.filter(pk__in=category.ancestor_ids(), team__active=True).select_related("team")
    nearest = above.order_by("-path").first()
    return nearest.team if nearest else None
