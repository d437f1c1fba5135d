"""How many open tickets a rule fits, as far as its reader may see them."""

from fuwutai.dispatch.models import DispatchRule
from fuwutai.people.permissions import Actor
from fuwutai.tickets import permissions
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.queries import IS_LIVING

MOST = 1000


def matches(actor: Actor, rule: DispatchRule) -> int:
    """The number, MOST for that many or more."""
    found = permissions.visible(actor).filter(IS_LIVING).filter(rule.conditions(TICKETS).to_q()).order_by()
    return len(found.values_list("pk", flat=True)[:MOST])
