"""Proposals for new tickets: kept to see how good they are, and filled in where the administrator wants that."""

from django.db import transaction
from django.db.models import F

from fuwutai.core.errors import Conflict, Invalid
from fuwutai.people.permissions import SYSTEM
from fuwutai.suggestions.choices import Field, Outcome
from fuwutai.suggestions.models import Bar, Lesson, Policy, Progress, Proposed
from fuwutai.suggestions.queries.policy import policy
from fuwutai.suggestions.queries.proposals import Proposal, propose_both, subject_of
from fuwutai.tickets import services as tickets
from fuwutai.tickets.choices import LIVING, State
from fuwutai.tickets.models import Category, Ticket

AT_ONCE = 200


def look_at_new() -> int:
    """Propose for the tickets that came since the last look, at most so many; returns how many there were."""
    if not Lesson.objects.filter(ready=True).exists():
        return 0
    seen, how = Progress.objects.first(), policy()
    if seen is None:
        # What came before the first lesson is not proposed for: it taught.
        newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first()
        Progress.objects.create(pk=1, last=newest or 0)
        return 0
    fresh = list(Ticket.objects.filter(pk__gt=seen.last).order_by("pk")[:AT_ONCE])
    for ticket in fresh:
        _propose(ticket, how)
    if fresh:
        Progress.objects.update(last=fresh[-1].pk)
    return len(fresh)


def _propose(ticket: Ticket, how: Policy) -> None:
    if ticket.state not in LIVING:
        return
    for proposal in propose_both(subject_of(ticket)):
        # Both or neither: a category that is there when the ticket is looked at again counts as somebody's own.
        with transaction.atomic():
            by_itself = _fills(proposal, ticket, how) and _fill(ticket, proposal)
            Proposed.objects.get_or_create(
                ticket=ticket, field=proposal.field,
                defaults={"value": proposal.value, "chance": proposal.chance, "by_itself": by_itself},
            )  # fmt: skip


def _fills(proposal: Proposal, ticket: Ticket, how: Policy) -> bool:
    is_wanted = how.fills_at != Bar.NEVER and proposal.chance >= how.fills_at
    return is_wanted and proposal.field == Field.CATEGORY and ticket.category_id is None


def _fill(ticket: Ticket, proposal: Proposal) -> bool:
    category = Category.objects.filter(pk=proposal.value, active=True).first()
    if category is None:
        return False
    try:
        tickets.act(SYSTEM, ticket.pk, "classify", {"category": category}, version=ticket.version)
    except (Conflict, Invalid):
        # Somebody was faster, and knows better.
        return False
    return True


def settle() -> int:
    """Note what became of proposals whose tickets are solved; returns how many."""
    over = Proposed.objects.filter(outcome=Outcome.OPEN, ticket__state__in=[State.RESOLVED, State.CLOSED]).order_by(
        "pk"
    )
    found = 0
    for field, column in ((Field.CATEGORY, "ticket__category"), (Field.TEAM, "ticket__team")):
        asked = over.filter(field=field, **{f"{column}__isnull": False})
        right = list(asked.filter(**{column: F("value")}).values_list("pk", flat=True)[:1_000])
        wrong = list(asked.exclude(**{column: F("value")}).values_list("pk", flat=True)[:1_000])
        Proposed.objects.filter(pk__in=right).update(outcome=Outcome.TAKEN)
        Proposed.objects.filter(pk__in=wrong).update(outcome=Outcome.CHANGED)
        found += len(right) + len(wrong)
    return found
