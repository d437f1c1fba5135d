"""What the rules make of a ticket: class, priority and service class, each with its reasons (mission C2, C3, C4)."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from fuwutai.core import rows
from fuwutai.core.prepared import Given, Prepared, follow
from fuwutai.tickets.choices import Grade, Occasion, ServiceClass, Settled
from fuwutai.tickets.grading import rulebook
from fuwutai.tickets.grading.rulebook import Rule, Rulebook
from fuwutai.tickets.models import GradeRule, Ticket
from fuwutai.tickets.services.deciding import Because, Decision, Lost

# What rules may look at. A change of anything else settles nothing anew.
INPUTS = frozenset({
    "affected_count", "affected_service", "assignee", "callback", "category", "channel", "department", "description",
    "grade", "impact", "kind", "line", "major_condition", "organisation", "promise_broken_at", "reopenings",
    "requester", "returns", "symptom", "team", "title", "urgency",
})  # fmt: skip
# Stands among what changed where somebody gave the class back to the rules.
LIFTED = "override"
# Used for a cell that an administrator removed: the middle of the table.
_USUAL_PRIORITY = 3
# Of how many of the requester's last tickets repeats are counted.
_LOOKED_THROUGH = 50


@dataclass(frozen=True)
class Verdict:
    """What rules say about one field, and what a person settled instead, if anybody did."""

    value: Any
    because: Because
    inputs: Mapping[str, Any]
    also: tuple[Because, ...] = ()
    lost: tuple[Lost, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """How a ticket should stand. `verdicts` is what rules say, whether or not a person settled it otherwise."""

    priority: int
    grade: Grade
    reason: str
    rule: GradeRule | None
    service_class: int
    verdicts: Mapping[Settled, Verdict]
    decisions: tuple[Decision, ...]

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the ticket that follow."""
        return {
            "priority": self.priority, "grade": self.grade, "grade_reason": self.reason, "grade_rule": self.rule,
            "service_class": self.service_class,
        }  # fmt: skip


def judge(ticket: Ticket, *, changed: Container[str] = INPUTS) -> Judgement:
    """Judge a ticket that need not be saved yet; nothing is changed.

    `changed` are the inputs that became others. A priority stays as the table of its day gave it as long as neither
    impact, urgency nor the class turn, and a class that no rule of ours gave is only ever raised.
    """
    [(stamp, cell)] = rows.read(_STANDING, ticket.impact, ticket.urgency)
    book = rulebook.at(stamp or "")
    by_hand = overrides(ticket)
    graded = _grade(ticket, book)
    grade = Grade(by_hand.get(Settled.GRADE, graded.value))
    keeps = (
        LIFTED not in changed
        and Settled.GRADE not in by_hand
        and _is_from_elsewhere(ticket)
        and not _is_raised(ticket, grade)
    )
    if keeps:
        grade = Grade(ticket.grade)
    ranked = _priority(ticket, grade, cell or _USUAL_PRIORITY)
    stays = grade == ticket.grade and not any(name in changed for name in ("impact", "urgency", "grade"))
    priority = int(by_hand.get(Settled.PRIORITY, ticket.priority if stays and ticket.pk else ranked.value))
    classed = _service_class(ticket, book)
    verdicts = {Settled.GRADE: graded, Settled.PRIORITY: ranked, Settled.SERVICE_CLASS: classed}
    service_class = int(by_hand.get(Settled.SERVICE_CLASS, classed.value))
    settled: dict[Settled, Any] = {
        Settled.GRADE: grade,
        Settled.PRIORITY: priority,
        Settled.SERVICE_CLASS: service_class,
    }
    is_ours = not keeps and Settled.GRADE not in by_hand
    return Judgement(
        priority=priority,
        grade=grade,
        reason=_reason(graded.because) if is_ours else ticket.grade_reason,
        rule=_rule(graded.because) if is_ours else None,
        service_class=service_class,
        verdicts=verdicts,
        decisions=tuple(
            _decision(ticket, field, verdicts[field])
            for field, value in settled.items()
            if field not in by_hand and value == verdicts[field].value and _is_news(ticket, field, verdicts[field])
        ),
    )


# The stamp of the rules and the cell of the priority table, in one question.
_STANDING = """
    SELECT (SELECT grading_stamp FROM tickets_policy ORDER BY id LIMIT 1),
           (SELECT priority FROM tickets_prioritycell WHERE impact = %s AND urgency = %s)
"""


def overrides(ticket: Ticket) -> dict[Settled, str]:
    """What people settled by hand and nobody has lifted."""
    if not ticket.pk:
        return {}
    return {Settled(field): value for field, value in rows.read(_OVERRIDES, ticket.pk)}


_OVERRIDES = "SELECT field, value FROM tickets_override WHERE ticket_id = %s AND lifted_at IS NULL"


def _is_from_elsewhere(ticket: Ticket) -> bool:
    """Whether the class came with the ticket from another tool, or from before there were rules."""
    return bool(ticket.pk) and ticket.grade != Grade.NORMAL and ticket.grade_rule_id is None


def _is_raised(ticket: Ticket, grade: Grade) -> bool:
    return rulebook.rank(grade) > rulebook.rank(ticket.grade)


def _grade(ticket: Ticket, book: Rulebook) -> Verdict:
    """The highest class of all rules that hold; what else held is told, too."""
    holding = [(rule, inputs) for rule in book.rules if (inputs := _seen_by(rule, ticket)) is not None]
    if not holding:
        return Verdict(Grade.NORMAL, Because("no_grade_rule"), {})
    (first, inputs), others = holding[0], [rule.record for rule, _inputs in holding[1:]]
    grade = first.record.grade
    return Verdict(
        value=Grade(grade),
        because=Because("grade_rule", first.record),
        inputs=inputs,
        also=tuple(Because("grade_rule", rule) for rule in others if rule.grade == grade),
        lost=tuple(Lost(rule.grade, Because("grade_rule", rule)) for rule in others if rule.grade != grade),
    )


def _seen_by(rule: Rule, ticket: Ticket) -> dict[str, Any] | None:
    """What a rule looked at if it holds; None if it does not."""
    inputs: dict[str, Any] = {}
    occasion = rule.record.occasion
    if occasion == Occasion.LISTED:
        if ticket.major_condition_id is None:
            return None
        inputs["major_condition"] = ticket.major_condition
    elif occasion == Occasion.PROMISE:
        if ticket.promise_broken_at is None:
            return None
        inputs["promise_broken_at"] = ticket.promise_broken_at
    if not rule.conditions.holds(ticket):
        return None
    if occasion == Occasion.REPEATS:
        # Asked last: it is the only one that costs a query.
        times = _times(ticket, days=rule.record.days)
        if times < rule.record.times:
            return None
        inputs |= {"times": times, "days": rule.record.days}
    return inputs | _values(rule, ticket)


def _values(rule: Rule, ticket: Ticket) -> dict[str, Any]:
    """What stands in the fields that the conditions name; long texts are left away."""
    found = {each.field.key: each.field.value(ticket) for each in rule.conditions.rules}
    return {key: value for key, value in found.items() if key not in {"title", "description"}}


def _times(ticket: Ticket, *, days: int) -> int:
    """How often the requester has reported this category within so many days, this time included."""
    if ticket.category_id is None:
        return 0
    since = ticket.reported_at - timedelta(days=days)
    lately = _LATELY(requester=ticket.requester_id, but=ticket.pk or 0)
    return 1 + sum(category == ticket.category_id and since <= at <= ticket.reported_at for category, at in lately)


_LATELY = Prepared(
    lambda: (
        Ticket.objects.filter(requester=Given("requester"))
        .exclude(pk=Given("but"))
        .order_by("-pk")
        .values_list("category_id", "reported_at")[:_LOOKED_THROUGH]
    )
)


def _priority(ticket: Ticket, grade: Grade, cell: int) -> Verdict:
    """By the table, unless the class is major: then nothing comes before it (mission C3)."""
    inputs = {"impact": ticket.impact, "urgency": ticket.urgency}
    table = Because("priority_table")
    if grade != Grade.MAJOR:
        return Verdict(cell, table, inputs)
    lost = () if cell == 1 else (Lost(cell, table),)
    return Verdict(1, Because("major_first"), {"grade": grade, **inputs}, lost=lost)


def _service_class(ticket: Ticket, book: Rulebook) -> Verdict:
    category = follow(ticket, "category")
    named = book.classing(category)
    inputs = {"category": category}
    if named is None:
        return Verdict(int(rulebook.USUAL_CLASS), Because("usual_class"), inputs)
    return Verdict(int(named.service_class or rulebook.USUAL_CLASS), Because("category_class", named), inputs)


def _reason(because: Because) -> str:
    """What exports and other tools read; pages read the decision, in the reader's language."""
    return because.record.name_in(settings.LANGUAGE_CODE)[:250] if because.record else ""


def _rule(because: Because) -> GradeRule | None:
    return because.record if isinstance(because.record, GradeRule) else None


def _is_news(ticket: Ticket, field: Settled, verdict: Verdict) -> bool:
    """Whether the outcome is another one. What is as usual needs no mention when a ticket begins."""
    if not ticket.pk:
        return verdict.because.key not in _USUAL
    return verdict.value != getattr(ticket, field) and not (
        field == Settled.SERVICE_CLASS and ticket.service_class is None and verdict.because.key in _USUAL
    )


_USUAL = {"no_grade_rule", "priority_table", "usual_class", "category_class"}


def _decision(ticket: Ticket, field: Settled, verdict: Verdict) -> Decision:
    before = getattr(ticket, field) if ticket.pk else None
    return Decision(
        field=str(field), value=_coded(verdict.value), because=verdict.because, before=_coded(before),
        inputs={name: _coded(value) for name, value in verdict.inputs.items()}, also=verdict.also, lost=verdict.lost,
    )  # fmt: skip


def _coded(value: Any) -> Any:
    """Members of enumerations as their plain values, which are what histories keep."""
    return value.value if isinstance(value, Grade | ServiceClass) else value
