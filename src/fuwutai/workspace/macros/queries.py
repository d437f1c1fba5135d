from fuwutai.people.permissions import Actor
from fuwutai.tickets.conditions import TICKETS
from fuwutai.tickets.models import Ticket
from fuwutai.workspace.macros import judging, permissions
from fuwutai.workspace.macros.models import Macro

MOST_OFFERED = 20


def offered(actor: Actor, ticket: Ticket) -> list[tuple[Macro, str]]:
    """The macros that are meant for this ticket, the most used first, each with why it can't be done to it now."""
    found = permissions.visible(actor).filter(active=True)
    meant = [each for each in found if each.conditions(TICKETS).holds(ticket)][:MOST_OFFERED]
    judged = [(each, judging.why_not(actor, each, ticket)) for each in meant]
    return sorted(judged, key=lambda pair: bool(pair[1]))
