"""What administrators set up for tickets. Each change leaves a trace in the changes of settings."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.configuration.tables import cell_name
from fuwutai.core.errors import Invalid
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.tickets import queries
from fuwutai.tickets.choices import Degree
from fuwutai.tickets.grading import rulebook
from fuwutai.tickets.models import Category, Policy, PriorityCell, ResolutionCode, ReturnReason

# All of these hold for every organisation, so a right that ends at one of them is not enough.
_PERMISSION = "tickets.configure"
PRIORITIES = range(1, 6)


def save_category(actor: Actor, category: Category) -> Category:
    actor.must(_PERMISSION, within=EVERYWHERE)
    with transaction.atomic():
        saved = changes.save(actor, category)
        rulebook.turn()
    return saved


def save_return_reason(actor: Actor, reason: ReturnReason) -> ReturnReason:
    actor.must(_PERMISSION, within=EVERYWHERE)
    return changes.save(actor, reason)


def save_resolution_code(actor: Actor, code: ResolutionCode) -> ResolutionCode:
    actor.must(_PERMISSION, within=EVERYWHERE)
    return changes.save(actor, code)


def save_policy(actor: Actor, policy: Policy) -> Policy:
    """Save how the desk runs. Raises Invalid when a ticket would be closed before anybody is reminded."""
    actor.must(_PERMISSION, within=EVERYWHERE)
    if policy.close_after_days <= policy.remind_after_days:
        raise Invalid.at("close_after_days", _("Close later than you remind."))
    return changes.save(actor, policy)


def set_priorities(actor: Actor, cells: Mapping[tuple[int, int], int]) -> int:
    """Let (impact, urgency) give these priorities, 1 the highest; returns how many changed.

    Tickets that exist keep theirs. Raises Invalid for what is no cell or no priority.
    """
    actor.must(_PERMISSION, within=EVERYWHERE)
    check_priorities(cells)
    with transaction.atomic():
        before = queries.priorities()
        turned = {key: value for key, value in cells.items() if before.get(key) != value}
        for (impact, urgency), priority in turned.items():
            PriorityCell.objects.update_or_create(impact=impact, urgency=urgency, defaults={"priority": priority})
        changes.note_table(
            actor, "tickets.priorities", {f"{i}.{u}": (before.get((i, u)), value) for (i, u), value in turned.items()}
        )
    return len(turned)


def check_priorities(cells: Mapping[tuple[int, int], int]) -> None:
    """Raise Invalid, naming the cells, for what is no cell or no priority."""
    degrees, sentence = set(Degree.values), _("A priority is a number from 1 to 5.")
    if any({impact, urgency} - degrees for impact, urgency in cells):
        raise Invalid(sentence)
    wrong = [key for key, value in cells.items() if value not in PRIORITIES]
    if wrong:
        raise Invalid(sentence, fields={cell_name(*key): [sentence] for key in wrong})
