"""What became of what rules sent (mission C6)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, QuerySet

from fuwutai.core import clock
from fuwutai.dispatch.choices import PlacementOutcome
from fuwutai.dispatch.models import DispatchRule, Placement
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions
from fuwutai.tickets.models import ReturnReason

# Days that a view may look back.
PERIODS = (7, 30, 90, 365)


@dataclass
class RuleOutcomes:
    """How often a rule sent something, and how it came out. Without a rule it is what went by its category."""

    rule: DispatchRule | None
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    reasons: list[tuple[ReturnReason, int]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the address names it by."""
        return str(self.rule.pk) if self.rule else "category"

    @property
    def placed(self) -> int:
        return sum(self.counts.values())

    @property
    def accepted(self) -> int:
        return self.counts[PlacementOutcome.ACCEPTED]

    @property
    def returned(self) -> int:
        return self.counts[PlacementOutcome.RETURNED]

    @property
    def moved(self) -> int:
        return self.counts[PlacementOutcome.MOVED]

    @property
    def lapsed(self) -> int:
        return self.counts[PlacementOutcome.LAPSED]

    @property
    def open(self) -> int:
        return self.counts[PlacementOutcome.PLACED]

    @property
    def wrong_share(self) -> int:
        """Of a hundred that have come out, how many had gone wrong: returned, or dispatched elsewhere by hand."""
        ended = self.placed - self.open
        return round(100 * (self.returned + self.moved) / ended) if ended else 0


def by_rule(days: int) -> list[RuleOutcomes]:
    """Every rule that sent something in the last `days`, the one that went wrong most often first."""
    since = _since(days)
    found: dict[int | None, RuleOutcomes] = {}
    rules = DispatchRule.objects.select_related("team").in_bulk()
    for rule, outcome, number in since.values_list("rule", "outcome").annotate(number=Count("pk")):
        one = found.setdefault(rule, RuleOutcomes(rules.get(rule)))
        one.counts[outcome] += number
    reasons = ReturnReason.objects.in_bulk()
    told = since.filter(reason__isnull=False).values_list("rule", "reason").annotate(number=Count("pk"))
    for rule, reason, number in told.order_by("-number", "reason"):
        found[rule].reasons.append((reasons[reason], number))
    return sorted(found.values(), key=lambda one: (-one.wrong_share, -one.placed, one.key))


def placements(actor: Actor, *, days: int, rule: str = "", outcome: str = "") -> QuerySet[Placement]:
    """The placements of a period that the actor may see the tickets of, the newest first.

    `rule` is the id of one or `category` for those without.
    """
    found = Placement.objects.exclude(outcome=PlacementOutcome.LEFT).filter(
        placed_at__gte=clock.now() - timedelta(days=days)
    )
    if rule:
        found = found.filter(rule__isnull=True) if rule == "category" else found.filter(rule=int(rule))
    if outcome:
        found = found.filter(outcome=outcome)
    seen = found.filter(ticket__in=permissions.visible(actor).values("pk"))
    return seen.select_related("ticket", "rule", "team", "person", "reason").order_by("-pk")


def _since(days: int) -> QuerySet[Placement]:
    found = Placement.objects.exclude(outcome=PlacementOutcome.LEFT).order_by()
    return found.filter(placed_at__gte=clock.now() - timedelta(days=days))
