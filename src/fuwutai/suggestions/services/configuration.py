from fuwutai.core.configuration import changes
from fuwutai.people.permissions import EVERYWHERE, Actor
from fuwutai.suggestions.models import Policy
from fuwutai.suggestions.roles import CONFIGURE


def save_policy(actor: Actor, policy: Policy) -> Policy:
    """Save how suggestions work; the change leaves a trace."""
    actor.must(CONFIGURE, within=EVERYWHERE)
    policy.pk = 1
    return changes.save(actor, policy)
