"""Why a field of a ticket is as it is: the rule, what it read, what lost, and who decided otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.core import names
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.rules import catalogue
from fuwutai.rules.choices import Kind
from fuwutai.tickets import causes
from fuwutai.tickets.choices import Grade, Settled
from fuwutai.tickets.grading import judging, overriding
from fuwutai.tickets.grading.judging import Verdict
from fuwutai.tickets.models import GradeRule, Override, Ticket
from fuwutai.tickets.pages import sentences
from fuwutai.tickets.services import deciding
from fuwutai.timeline.choices import EntryKind
from fuwutai.timeline.models import Entry

# How far back a decision is looked for among the decisions of a ticket.
_LOOKED_THROUGH = 100


@dataclass(frozen=True)
class RuleTold:
    """A rule in words, with the page where it is set up for whoever may go there, and its conditions."""

    words: str
    url: str = ""
    conditions: Sequence[str] = ()


@dataclass(frozen=True)
class LostTold:
    value: str
    rule: RuleTold


@dataclass(frozen=True)
class Why:
    """`at` is when it was decided, where that is written down; otherwise it is what the rules say today."""

    field: Settled
    label: str
    value: str
    rule: RuleTold
    inputs: Sequence[tuple[str, str]] = ()
    also: Sequence[RuleTold] = ()
    lost: Sequence[LostTold] = ()
    at: datetime | None = None
    override: Override | None = None
    # What the rules would make of it, where it stands otherwise.
    instead: str = ""
    # The class came with the ticket from another tool, or from before there were rules.
    from_elsewhere: str = ""
    lift_url: str = ""


def of(actor: Actor, ticket: Ticket, name: Settled) -> Why:
    """The explanation of a field, in the reader's language."""
    verdict = judging.judge(ticket).verdicts[name]
    value = getattr(ticket, name)
    held = next((one for one in overriding.living(ticket) if one.field == name), None)
    decided = None if held else _decided(ticket, name)
    told = decided.details if decided else deciding.draft(_as_decision(name, verdict)).details
    stands_otherwise = verdict.value != value and (held is not None or decided is None)
    return Why(
        field=name,
        label=str(name.label),
        value=sentences.in_words(name, value),
        rule=_rule(actor, told["because"]),
        inputs=_inputs(told["inputs"]),
        also=[_rule(actor, each) for each in told["also"]],
        lost=[
            LostTold(sentences.in_words(name, each["value"]), _rule(actor, each["because"])) for each in told["lost"]
        ],
        at=decided.at if decided else None,
        override=held,
        instead=sentences.in_words(name, verdict.value) if stands_otherwise else "",
        from_elsewhere=_from_elsewhere(ticket) if name == Settled.GRADE and not held and not decided else "",
        lift_url=f"{reverse('tickets:act', args=[ticket.pk, 'lifted-overrides'])}?which={name}",
    )


def _as_decision(name: Settled, verdict: Verdict) -> deciding.Decision:
    return deciding.Decision(
        str(name), verdict.value, verdict.because, inputs=verdict.inputs, also=verdict.also, lost=verdict.lost
    )


def _from_elsewhere(ticket: Ticket) -> str:
    """The reason that came with the class, if it is none that a rule gave."""
    if ticket.grade == Grade.NORMAL or ticket.grade_rule_id:
        return ""
    return ticket.grade_reason or _("It came with the ticket.")


def _decided(ticket: Ticket, name: Settled) -> Entry | None:
    """The decision by which the field is what it is now; None if something else made it so since."""
    entries = Entry.objects.filter(record=ticket.timeline, kind=EntryKind.DECISION, verb=deciding.VERB)
    for entry in entries.order_by("-seq")[:_LOOKED_THROUGH]:
        if entry.details.get("field") == name:
            return entry if entry.details.get("value") == getattr(ticket, name) else None
    return None


def _rule(actor: Actor, told: Mapping[str, Any]) -> RuleTold:
    cause = causes.get(str(told.get("key", "")))
    record = told.get("record") or {}
    url = ""
    if cause and cause.view and actor.can(cause.permission, within=EVERYWHERE):
        url = reverse(cause.view, args=[record["id"]] if cause.has_record else [])
    words = names.told(record) or (str(cause.label) if cause else "—")
    return RuleTold(words, url, _conditions(record) if told.get("key") == "grade_rule" else ())


def _conditions(record: Mapping[str, Any]) -> Sequence[str]:
    """The conditions of a rule of the class as they are today."""
    rule, fields = GradeRule.objects.filter(pk=record.get("id", 0)).first(), catalogue.get("tickets")
    return rule.conditions(fields).in_words() if rule and fields and rule.conditions_json else ()


def _inputs(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was read, in words. Records that conditions only know by their ids are told by the conditions."""
    fields = getattr(catalogue.get("tickets"), "fields", {})
    found = []
    for name, value in told.items():
        known = fields.get(name)
        if known and known.kind in (Kind.ROW, Kind.TREE) and not isinstance(value, dict):
            continue
        label = _COUNTED[name]() if name in _COUNTED else str(known.label) if known else sentences.label_of(name)
        choices = known.labels if known and known.kind is Kind.CHOICE else {}
        words = str(choices[str(value)][1]) if str(value) in choices else sentences.in_words(name, value)
        found.append((label, words))
    return found


_COUNTED = {
    "times": lambda: _("Reported so many times"),
    "days": lambda: _("Within days"),
    "promise_broken_at": lambda: _("The promised time passed at"),
}
