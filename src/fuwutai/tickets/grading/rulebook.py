"""Everything that settles classes, kept ready in each process for as long as its stamp in the database is the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from fuwutai.rules import catalogue
from fuwutai.rules.conditions import Conditions
from fuwutai.tickets.choices import Grade, ServiceClass
from fuwutai.tickets.models import Category, GradeRule, Policy, ToleranceCell
from fuwutai.tickets.models.configuration import fresh_stamp

# What has no class of its own can wait the longest.
USUAL_CLASS = ServiceClass.THIRD
_RANK = {Grade.NORMAL: 0, Grade.URGENT: 1, Grade.MAJOR: 2}


@dataclass(frozen=True)
class Rule:
    """A rule that is in use, with its conditions read."""

    record: GradeRule
    conditions: Conditions


@dataclass(frozen=True)
class Rulebook:
    """`rules` stand as they win: the highest class first, then by position."""

    stamp: str
    rules: tuple[Rule, ...]
    # The categories that name a service class themselves.
    classed: Mapping[int, Category]
    # Symptom and service class to minutes.
    tolerance: Mapping[tuple[int, int], int]

    def classing(self, category: Category | None) -> Category | None:
        """The nearest category, from this one upwards, that names a service class."""
        if category is None or not self.classed:
            return None
        return next((self.classed[pk] for pk in reversed(category.ancestor_ids()) if pk in self.classed), None)


_kept: list[Rulebook] = []


def at(stamp: str) -> Rulebook:
    """The rules as they are at this stamp (`Policy.grading_stamp`), which the caller has just read."""
    for book in _kept:
        if book.stamp == stamp:
            return book
    _kept[:] = [_read(stamp)]
    return _kept[0]


def current() -> Rulebook:
    """The rules as they are now."""
    return at(Policy.objects.values_list("grading_stamp", flat=True).first() or "")


def turn() -> None:
    """Tell every process that something of this was changed. Called in the transaction that changes it."""
    Policy.objects.update(grading_stamp=fresh_stamp())


def rank(grade: str) -> int:
    """How high a class is."""
    return _RANK[Grade(grade)]


def _read(stamp: str) -> Rulebook:
    fields = catalogue.get("tickets")
    rules = [Rule(rule, rule.conditions(fields)) for rule in GradeRule.objects.filter(active=True)] if fields else []
    return Rulebook(
        stamp=stamp,
        rules=tuple(sorted(rules, key=lambda rule: -rank(rule.record.grade))),
        classed={category.pk: category for category in Category.objects.filter(service_class__isnull=False)},
        tolerance={(cell.symptom_id, cell.service_class): cell.minutes for cell in ToleranceCell.objects.all()},
    )
