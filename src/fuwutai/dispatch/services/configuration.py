"""Setting dispatching up; every change leaves a trace."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.core.configuration import changes
from fuwutai.core.errors import Invalid, Text
from fuwutai.dispatch import tasks
from fuwutai.dispatch.choices import Way
from fuwutai.dispatch.models import Capacity, DispatchRule, Policy
from fuwutai.dispatch.roles import CONFIGURE
from fuwutai.dispatch.services import watching
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.tickets.conditions import TICKETS


def save_rule(actor: Actor, rule: DispatchRule) -> DispatchRule:
    """Save a rule; it holds for what comes to the pool from then on. A new one is asked last."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    check_rule(actor, rule)
    with transaction.atomic():
        if not rule.pk and rule.position == DispatchRule._meta.get_field("position").default:
            last = DispatchRule.objects.order_by("-position").values_list("position", flat=True).first()
            rule.position = min((last or 0) + 10, 32_000)
        return changes.save(actor, rule)


def check_rule(actor: Actor, rule: DispatchRule) -> None:
    """Raise Invalid for conditions that name what is not there, or a search for the best at nothing."""
    fields: dict[str, list[Text]] = {}
    if rule.way == Way.SKILL and rule.skill is None:
        fields["skill"] = [_("Choose the skill by which the best is found.")]
    if wrong := rule.wrong_conditions(actor, TICKETS):
        fields["conditions_json"] = wrong
    if fields:
        raise Invalid(next(iter(fields.values()))[0], fields=fields)


def save_capacity(actor: Actor, capacity: Capacity) -> Capacity:
    actor.must(CONFIGURE, within=EVERYWHERE)
    if (capacity.team is None) == (capacity.person is None):
        raise Invalid.at("person", _("Choose a group or a person, not both."))
    return changes.save(actor, capacity)


def remove_capacity(actor: Actor, capacity: Capacity) -> None:
    """Let them take as much as comes."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    changes.remove(actor, capacity)


def save_policy(actor: Actor, policy: Policy) -> Policy:
    """Save how dispatching works; switching the handing back on or off begins or ends its watch."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    policy.pk = 1
    with transaction.atomic():
        before = Policy.objects.filter(pk=1, hands_back=True).exists()
        changes.save(actor, policy)
        if policy.hands_back and not before:
            tasks.begin_watching.enqueue()
        elif before and not policy.hands_back:
            watching.end()
    return policy
